#include "crypto/hash.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace uicc::crypto {
namespace {

using test::to_hex;

struct Known {
    std::string text;
    const char* digest;
};

// The examples that NIST publishes for FIPS 180-4: none, one block, two blocks, a million octets.
const std::vector<Known>& known()
{
    static const std::vector<Known> rows{
        {"", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"},
        {"abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"},
        {std::string(1'000'000, 'a'),
         "CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E046D39CCC7112CD0"},
    };
    return rows;
}

Bytes octets_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

TEST(Sha256, GivesThePublishedDigests)
{
    for (const Known& row : known()) {
        EXPECT_EQ(to_hex(sha256(octets_of(row.text))), row.digest);
    }
}

// FIPS 180's own examples.
TEST(Sha1, GivesThePublishedDigests)
{
    EXPECT_EQ(to_hex(sha1({})), "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
    EXPECT_EQ(to_hex(sha1(octets_of("abc"))), "A9993E364706816ABA3E25717850C26C9CD0D89D");
    EXPECT_EQ(to_hex(sha1(octets_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
              "84983E441C3BD26EBAAE4AA1F95129E5E54670F1");
    EXPECT_EQ(to_hex(sha1(Bytes(1'000'000, 'a'))), "34AA973CD4C4DAA4F61EEB2BDBAD27316534016F");
}

// FIPS 202: the empty message, in two sizes, one of them beyond a block.
TEST(Shake256, GivesAsManyOctetsAsAreAskedFor)
{
    Bytes short_one(16);
    shake256({}, short_one);
    EXPECT_EQ(to_hex(short_one), "46B9DD2B0BA88D13233B3FEB743EEB24");
    Bytes long_one(137);
    shake256({}, long_one);
    EXPECT_EQ(to_hex(ByteView{long_one}.first(16)), to_hex(short_one));
    EXPECT_EQ(to_hex(ByteView{long_one}.last(2)), "DD94");
}

TEST(Sha256, DoesNotDependOnThePieces)
{
    for (const std::size_t piece : {1UL, 3UL, 63UL, 64UL, 65UL, 4096UL}) {
        Sha256 hasher; // also used again for the next text
        for (const Known& row : known()) {
            const Bytes octets = octets_of(row.text);
            for (ByteView rest = octets; !rest.empty();) {
                const std::size_t size = std::min(piece, rest.size());
                hasher.update(rest.first(size));
                rest = rest.subspan(size);
            }
            EXPECT_EQ(to_hex(hasher.finish()), row.digest) << "pieces of " << piece;
        }
    }
}

TEST(Sha256, TakesEmptyPieces)
{
    Sha256 hasher;
    hasher.update({});
    hasher.update(octets_of("abc"));
    hasher.update({});
    EXPECT_EQ(to_hex(hasher.finish()), known()[1].digest);
}

} // namespace
} // namespace uicc::crypto
