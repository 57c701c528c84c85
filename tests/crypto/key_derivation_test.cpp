#include "crypto/key_derivation.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace uicc::crypto
