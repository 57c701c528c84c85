#include "crypto/aes.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

static_assert(std::is_nothrow_move_constructible_v<Aes128Block>);
static_assert(!std::is_copy_constructible_v<Aes128Block>);

struct Known {
    const char* key;
    const char* plain;
    const char* cipher;
};

// FIPS 197 appendix C.1, then the ECB example of SP 800-38A appendix F.1.1.
constexpr auto known = std::to_array<Known>({
    {"000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF",
     "69C4E0D86A7B0430D8CDB78070B4C55A"},
    {"2B7E151628AED2A6ABF7158809CF4F3C", "6BC1BEE22E409F96E93D7E117393172A",
     "3AD77BB40D7A3660A89ECAF32466EF97"},
    {"2B7E151628AED2A6ABF7158809CF4F3C", "AE2D8A571E03AC9C9EB76FAC45AF8E51",
     "F5D3D58503B9699DE785895A96FDBAAF"},
    {"2B7E151628AED2A6ABF7158809CF4F3C", "30C81C46A35CE411E5FBC1191A0A52EF",
     "43B1CD7F598ECE23881B00E3ED030688"},
    {"2B7E151628AED2A6ABF7158809CF4F3C", "F69F2445DF4F9B17AD2B417BE66C3710",
     "7B0C785E27E8AD3F8223207104725DD4"},
});

Block block(const char* hex)
{
    Block octets{};
    std::ranges::copy(from_hex(hex), octets.begin());
    return octets;
}

TEST(Aes128Block, GivesThePublishedCiphertexts)
{
    for (const Known& row : known) {
        Block out{};
        Aes128Block{block(row.key)}.encrypt(block(row.plain), out);
        EXPECT_EQ(to_hex(out), row.cipher);
    }
}

TEST(Aes128Block, IsKeyedOnceForManyBlocks)
{
    const Aes128Block cipher{block(known[1].key)};
    for (const Known& row : std::span{known}.subspan(1)) {
        Block out{};
        cipher.encrypt(block(row.plain), out);
        EXPECT_EQ(to_hex(out), row.cipher);
    }
}

TEST(Aes128Block, EncryptsInPlace)
{
    Block in_and_out = block(known[0].plain);
    Aes128Block{block(known[0].key)}.encrypt(in_and_out, in_and_out);
    EXPECT_EQ(to_hex(in_and_out), known[0].cipher);
}

TEST(Aes128Block, KeepsItsKeyWhenMoved)
{
    Aes128Block first{block(known[0].key)};
    const Aes128Block second{std::move(first)};
    Block out{};
    second.encrypt(block(known[0].plain), out);
    EXPECT_EQ(to_hex(out), known[0].cipher);
}

} // namespace
} // namespace uicc::crypto
