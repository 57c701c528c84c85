#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>

namespace uicc::crypto {
namespace {

using test::to_hex;

Bytes take(RandomSource& source, std::size_t count, Byte before = 0)
{
    Bytes octets(count, before);
    source.fill(octets);
    return octets;
}

// `head -c 48 /dev/zero | openssl enc -aes-128-ctr`, the key and the counter block being the halves
// of what sha256sum says about 0000000000000001.
TEST(SeededRandom, IsTheSameOnEveryMachine)
{
    SeededRandom random{1};
    EXPECT_EQ(to_hex(take(random, 48)),
              "E5D43CBCAE8B71A22AB4484B8F7E6A554EF5E82D5E94391B775253D2C775D2D4"
              "422312400EE0380970BCBE51ECF78DA5");
}

TEST(SeededRandom, DoesNotDependOnHowCallsDivideIt)
{
    SeededRandom whole{42};
    const Bytes expected = take(whole, 300);
    for (const std::size_t piece : {1UL, 7UL, 15UL, 16UL, 17UL, 100UL}) {
        SeededRandom divided{42};
        Bytes octets(expected.size());
        for (std::span<Byte> rest = octets; !rest.empty();) {
            const std::span<Byte> next = rest.first(std::min(piece, rest.size()));
            divided.fill(next);
            rest = rest.subspan(next.size());
        }
        EXPECT_EQ(to_hex(octets), to_hex(expected)) << "pieces of " << piece;
    }
}

TEST(SeededRandom, DoesNotDependOnWhatTheMemoryHeld)
{
    SeededRandom zeros{7};
    SeededRandom ones{7};
    EXPECT_EQ(take(zeros, 64, 0x00), take(ones, 64, 0xFF));
}

TEST(SeededRandom, FillsMoreThanOpenSslTakesAtOnce)
{
    constexpr std::size_t size = (3U << 20U) + 5;
    SeededRandom whole{3};
    SeededRandom divided{3};
    const Bytes octets = take(whole, size);
    take(divided, size - 32);
    EXPECT_EQ(to_hex(take(divided, 32)), to_hex(ByteView{octets}.last(32)));
}

TEST(SeededRandom, DiffersFromSeedToSeed)
{
    std::set<std::string> seen;
    for (unsigned bit = 0; bit < std::numeric_limits<std::uint64_t>::digits; ++bit) {
        SeededRandom random{std::uint64_t{1} << bit};
        seen.insert(to_hex(take(random, 16)));
    }
    SeededRandom zero{0};
    seen.insert(to_hex(take(zero, 16)));
    EXPECT_EQ(seen.size(), 65U);
}

TEST(SeededRandom, GivesNothingWhenAskedForNothing)
{
    SeededRandom asked{9};
    SeededRandom untouched{9};
    asked.fill({});
    EXPECT_EQ(take(asked, 16), take(untouched, 16));
}

// An octet that is left alone keeps its mark in all 64 rounds; by chance, in one of 256^64 runs.
TEST(OpenSslRandom, FillsEveryOctet)
{
    OpenSslRandom random;
    for (const std::size_t size : {1UL, 16UL, 17UL, 255UL, (1UL << 20U) + 1}) {
        const std::size_t watched = std::min(size, std::size_t{300});
        std::vector<bool> changed(watched);
        for (int round = 0; round < (size > 300 ? 8 : 64); ++round) {
            const Bytes octets = take(random, size, 0xA5);
            for (std::size_t i = 0; i < watched; ++i) {
                changed[i] = changed[i] || octets[size - 1 - i] != 0xA5;
            }
        }
        EXPECT_EQ(std::ranges::count(changed, false), 0) << "size " << size;
    }
}

TEST(OpenSslRandom, DoesNotRepeatItself)
{
    OpenSslRandom first;
    OpenSslRandom second;
    std::set<std::string> seen;
    for (int round = 0; round < 100; ++round) {
        seen.insert(to_hex(take(first, 16)));
        seen.insert(to_hex(take(second, 16)));
    }
    EXPECT_EQ(seen.size(), 200U);
    EXPECT_NO_THROW(first.fill({}));
}

} // namespace
} // namespace uicc::crypto
