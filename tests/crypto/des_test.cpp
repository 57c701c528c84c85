#include "crypto/des.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

template <std::size_t Size>
std::array<Byte, Size> octets(const char* hex)
{
    std::array<Byte, Size> result{};
    std::ranges::copy(from_hex(hex), result.begin());
    return result;
}

const char* const now_is_the_time = "4E6F77206973207468652074696D6520666F7220616C6C20";
const char* const iv = "F69F2445DF4F9B17";
const char* const two_keys = "0123456789ABCDEFFEDCBA9876543210";
const char* const three_keys = "0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123";

/// The examples of FIPS 81 appendix C (single DES, as triple DES does it with equal keys) and
/// SP 800-67 appendix B; the others come from `openssl enc -des-ede-cbc -nopad` and its kin.
struct Known {
    const char* key;
    const char* iv; ///< null for ECB
    const char* plain;
    const char* cipher;
};

const auto known = std::to_array<Known>({
    {"0123456789ABCDEF0123456789ABCDEF", "1234567890ABCDEF", now_is_the_time,
     "E5C7CDDE872BF27C43E934008C389C0F683788499A7C05F6"},
    {two_keys, iv, now_is_the_time, "B64E61C1C150C7E03B3A4D9ECE053666369570FE7D293FA5"},
    {three_keys, iv, now_is_the_time, "944C20A45D882A8125D6E530102C28E2869DB9023AD480D4"},
    {"0123456789ABCDEF0123456789ABCDEF", nullptr, now_is_the_time,
     "3FA40E8A984D48156A271787AB8883F9893D51EC4B563B53"},
    {two_keys, nullptr, now_is_the_time, "D80A0D8B2BAE5E4E6A0094171ABCFC2775D2235A706E232C"},
    {three_keys, nullptr, "5468652071756663 6B2062726F776E20 666F78206A756D70",
     "A826FD8CE53B855FCCE21C8112256FE668D5C05DD9B6B900"},
});

TEST(TripleDes, GivesTheKnownCiphertexts)
{
    for (const Known& row : known) {
        const Bytes key = from_hex(row.key);
        const Bytes plain = from_hex(row.plain);
        EXPECT_EQ(to_hex(row.iv != nullptr ? triple_des_cbc_encrypt(key, octets<8>(row.iv), plain)
                                           : triple_des_ecb_encrypt(key, plain)),
                  row.cipher);
    }
}

TEST(TripleDes, GivesTheKnownPlaintexts)
{
    for (const Known& row : known) {
        const Bytes key = from_hex(row.key);
        const Bytes cipher = from_hex(row.cipher);
        EXPECT_EQ(to_hex(row.iv != nullptr ? triple_des_cbc_decrypt(key, octets<8>(row.iv), cipher)
                                           : triple_des_ecb_decrypt(key, cipher)),
                  to_hex(from_hex(row.plain)));
    }
}

TEST(TripleDes, RefusesKeysOfOtherSizesAndPartsOfBlocks)
{
    for (const std::size_t size : {0U, 8U, 15U, 17U, 25U, 32U}) {
        EXPECT_THROW(static_cast<void>(triple_des_cbc_encrypt(Bytes(size), DesBlock{}, Bytes(8))),
                     std::invalid_argument);
        EXPECT_THROW(static_cast<void>(triple_des_ecb_decrypt(Bytes(size), Bytes(8))),
                     std::invalid_argument);
    }
    EXPECT_THROW(static_cast<void>(triple_des_cbc_decrypt(Bytes(16), DesBlock{}, Bytes(9))),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(triple_des_ecb_encrypt(Bytes(24), Bytes(7))),
                 std::invalid_argument);
}

TEST(OddParity, ChangesTheLastBitOnly)
{
    Bytes octets = from_hex("00 01 02 03 FE FF 7F 80");
    set_odd_parity(octets);
    EXPECT_EQ(to_hex(octets), "01010202FEFE7F80");
}

// The first two of NBS SP 500-20's permutation test, then the textbook example.
TEST(Des, GivesTheKnownCiphertexts)
{
    const auto encrypted = [](const char* key, const char* plain) {
        return to_hex(des_encrypt_block(octets<8>(key), octets<8>(plain)));
    };
    EXPECT_EQ(encrypted("1046913489980131", "0000000000000000"), "88D55E54F54C97B4");
    EXPECT_EQ(encrypted("1007103489988020", "0000000000000000"), "0C0CC00C83EA48FD");
    EXPECT_EQ(encrypted("133457799BBCDFF1", "0123456789ABCDEF"), "85E813540F0AB405");
}

std::string mac(const char* key, const char* initial, const char* padded)
{
    return to_hex(retail_mac(octets<16>(key), octets<8>(initial), from_hex(padded)));
}

// ISO/IEC 9797-1 appendix B.4, padding methods 1 and 2; ICAO Doc 9303-11 appendix D.3. The one with
// an initial vector comes from `openssl enc`, single DES in CBC mode and one more round.
TEST(RetailMac, GivesTheKnownMacs)
{
    const char* const zero = "0000000000000000";
    EXPECT_EQ(mac(two_keys, zero, now_is_the_time), "A1C72E74EA3FA9B6");
    EXPECT_EQ(mac(two_keys, zero, "4E6F77206973207468652074696D6520666F7220616C6C20 80 00*7"),
              "E9086230CA3BE796");
    EXPECT_EQ(mac("7962D9ECE03D1ACD4C76089DCE131543", zero,
                  "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2 80 00*7"),
              "5F1448EEA8AD90A7");
    EXPECT_EQ(mac(two_keys, iv, now_is_the_time), "AA7222EB88BCC9B2");
}

TEST(RetailMac, OfOneBlockIsTripleDes)
{
    const Bytes key = from_hex(two_keys);
    const Bytes block = from_hex("0011223344556677");
    EXPECT_EQ(to_hex(retail_mac(octets<16>(two_keys), octets<8>(iv), block)),
              to_hex(triple_des_cbc_encrypt(key, octets<8>(iv), block)));
}

TEST(RetailMac, RefusesNothingAndPartsOfBlocks)
{
    for (const std::size_t size : {0U, 7U, 9U}) {
        EXPECT_THROW(static_cast<void>(retail_mac(octets<16>(two_keys), DesBlock{}, Bytes(size))),
                     std::invalid_argument);
    }
}

} // namespace
} // namespace uicc::crypto
