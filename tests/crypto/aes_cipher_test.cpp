#include "crypto/aes_cipher.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

Block block(const char* hex)
{
    Block octets{};
    std::ranges::copy(from_hex(hex), octets.begin());
    return octets;
}

struct Known {
    const char* key;
    const char* cipher;
};

const char* const plain = "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
                          "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";
const char* const iv = "000102030405060708090A0B0C0D0E0F";

// SP 800-38A appendices F.2.1, F.2.3 and F.2.5.
constexpr auto cbc = std::to_array<Known>({
    {"2B7E151628AED2A6ABF7158809CF4F3C",
     "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2"
     "73BED6B8E3C1743B7116E69E222295163FF1CAA1681FAC09120ECA307586E1A7"},
    {"8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
     "4F021DB243BC633D7178183A9FA071E8B4D9ADA9AD7DEDF4E5E738763F69145A"
     "571B242012FB7AE07FA9BAAC3DF102E008B0E27988598881D920A9E64F5615CD"},
    {"603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4",
     "F58C4C04D6E5F1BA779EABFB5F7BFBD69CFC4E967EDB808D679F777BC6702C7D"
     "39F23369A9D9BACFA530E26304231461B2EB05E2C39BE9FCDA6C19078C6A9D1B"},
});

TEST(AesCbc, GivesThePublishedCiphertexts)
{
    for (const Known& row : cbc) {
        EXPECT_EQ(to_hex(aes_cbc_encrypt(from_hex(row.key), block(iv), from_hex(plain))),
                  row.cipher);
    }
}

TEST(AesCbc, GivesThePublishedPlaintexts)
{
    for (const Known& row : cbc) {
        EXPECT_EQ(to_hex(aes_cbc_decrypt(from_hex(row.key), block(iv), from_hex(row.cipher))),
                  plain);
    }
}

TEST(AesCbc, OfNothingIsNothing)
{
    EXPECT_TRUE(aes_cbc_encrypt(Bytes(16), Block{}, {}).empty());
    EXPECT_TRUE(aes_cbc_decrypt(Bytes(16), Block{}, {}).empty());
}

// OpenSSL gets a long message in pieces, which must not begin afresh.
TEST(AesCbc, ChainsThroughLongMessages)
{
    const Bytes message(3U << 20U, 0x5A);
    const Bytes cipher = aes_cbc_encrypt(Bytes(16), Block{}, message);
    const SecureBytes decrypted = aes_cbc_decrypt(Bytes(16), Block{}, cipher);
    EXPECT_TRUE(std::ranges::equal(decrypted, message));
    EXPECT_FALSE(
        std::ranges::equal(ByteView{cipher}.first(16), ByteView{cipher}.subspan(1U << 20U, 16)));
}

// FIPS 197 appendix C.
TEST(AesBlock, GivesThePublishedCiphertexts)
{
    constexpr auto known = std::to_array<Known>({
        {"000102030405060708090A0B0C0D0E0F", "69C4E0D86A7B0430D8CDB78070B4C55A"},
        {"000102030405060708090A0B0C0D0E0F1011121314151617", "DDA97CA4864CDFE06EAF70A0EC0D7191"},
        {"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
         "8EA2B7CA516745BFEAFC49904B496089"},
    });
    const Block in = block("00112233445566778899AABBCCDDEEFF");
    for (const Known& row : known) {
        EXPECT_EQ(to_hex(aes_encrypt_block(from_hex(row.key), in)), row.cipher);
    }
}

TEST(AesCbc, RefusesKeysOfOtherSizesAndPartsOfBlocks)
{
    for (const std::size_t size : {0U, 8U, 15U, 17U, 31U, 33U}) {
        EXPECT_THROW(static_cast<void>(aes_cbc_encrypt(Bytes(size), Block{}, Bytes(16))),
                     std::invalid_argument);
        EXPECT_THROW(static_cast<void>(aes_encrypt_block(Bytes(size), Block{})),
                     std::invalid_argument);
    }
    EXPECT_THROW(static_cast<void>(aes_cbc_encrypt(Bytes(16), Block{}, Bytes(17))),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(aes_cbc_decrypt(Bytes(16), Block{}, Bytes(8))),
                 std::invalid_argument);
}

} // namespace
} // namespace uicc::crypto
