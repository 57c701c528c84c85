#include "crypto/des.hpp"
#include "crypto/key_derivation.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace uicc::crypto {
namespace {

using test::from_hex;
using test::to_hex;

/// Values from `openssl kdf -keylen 16 -kdfopt mac:HMAC -kdfopt digest:SHA256 -kdfopt hexkey:...
/// -kdfopt salt:LABEL -kdfopt info:CONTEXT KBKDF`.
TEST(DeriveKey, AgreesWithOpensslsOwnProgram)
{
    const Bytes master = from_hex("000102030405060708090A0B0C0D0E0F");
    EXPECT_EQ(to_hex(derive_key(master, "k", "0", 16)), "9543DEA8651E1F9FCEBED0499F54CDF1");
    EXPECT_EQ(to_hex(derive_key(master, "opc", "9999", 16)), "287B364D63D96E469B1D0B4569EB326E");
}

// ICAO Doc 9303-11 appendix G.1: PACE's AES-128 keys.
TEST(DeriveKeyByHash, GivesThePublishedKeys)
{
    const Bytes secret =
        from_hex("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925");
    EXPECT_EQ(to_hex(derive_key_by_hash(HashFunction::Sha1, secret, 1, 16)),
              "F5F0E35C0D7161EE6724EE513A0D9A7F");
    EXPECT_EQ(to_hex(derive_key_by_hash(HashFunction::Sha1, secret, 2, 16)),
              "FE251C7858B356B24514B3BD5F4297D1");
}

// Appendix D.1 and D.4 of the same document: triple DES keys have odd parity.
TEST(DeriveKeyByHash, GivesThePublishedDesKeys)
{
    const auto des_key = [](const char* seed, std::uint32_t counter) {
        SecureBytes key = derive_key_by_hash(HashFunction::Sha1, from_hex(seed), counter, 16);
        set_odd_parity(key);
        return to_hex(key);
    };
    const char* const access_seed = "239AB9CB282DAF66231DC5A4DF6BFBAE";
    EXPECT_EQ(des_key(access_seed, 1), "AB94FDECF2674FDFB9B391F85D7F76F2");
    EXPECT_EQ(des_key(access_seed, 2), "7962D9ECE03D1ACD4C76089DCE131543");
    const char* const session_seed = "0036D272F5C350ACAC50C3F572D23600";
    EXPECT_EQ(des_key(session_seed, 1), "979EC13B1CBFE9DCD01AB0FED307EAE5");
    EXPECT_EQ(des_key(session_seed, 2), "F1CB1F1FB5ADF208806B89DC579DC1F8");
}

// `openssl dgst -sha256` over the session's seed and 00000001.
TEST(DeriveKeyByHash, TakesLongerKeysFromSha256)
{
    const Bytes seed = from_hex("0036D272F5C350ACAC50C3F572D23600");
    const std::string digest = "2C0D9541B93A77A7291812AA85C38FE56DA59C9AF5DAA7E25C7802FDB121AEA3";
    for (const std::size_t size : {16U, 24U, 32U}) {
        EXPECT_EQ(to_hex(derive_key_by_hash(HashFunction::Sha256, seed, 1, size)),
                  digest.substr(0, 2 * size));
    }
}

TEST(DeriveKeyByHash, GivesNoMoreThanTheDigestHas)
{
    EXPECT_EQ(derive_key_by_hash(HashFunction::Sha1, {}, 1, 20).size(), 20);
    EXPECT_THROW(static_cast<void>(derive_key_by_hash(HashFunction::Sha1, {}, 1, 21)),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(derive_key_by_hash(HashFunction::Sha256, {}, 1, 33)),
                 std::invalid_argument);
}

} // namespace
} // namespace uicc::crypto
