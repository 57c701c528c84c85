#include "crypto/aes.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "crypto/crypto_failure.hpp"
#include "crypto/des.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_derivation.hpp"
#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>
#include <thread>

namespace uicc::crypto {
namespace {

/// Makes OpenSSL find no algorithm at all, as on a machine whose configuration is broken.
class BrokenOpenSsl : public testing::Test {
protected:
    void SetUp() override
    {
        ASSERT_EQ(EVP_set_default_properties(nullptr, "provider=none-such"), 1);
    }
    void TearDown() override { EVP_set_default_properties(nullptr, ""); }
};

TEST_F(BrokenOpenSsl, FailsEveryAlgorithm)
{
    EXPECT_THROW(Aes128Block{Block{}}, CryptoFailure);
    EXPECT_THROW(Sha256{}, CryptoFailure);
    EXPECT_THROW(static_cast<void>(sha256({})), CryptoFailure);
    EXPECT_THROW(static_cast<void>(sha1({})), CryptoFailure);
    EXPECT_THROW(static_cast<void>(aes_cbc_encrypt(Bytes(16), Block{}, Bytes(16))), CryptoFailure);
    EXPECT_THROW(static_cast<void>(aes_cmac(Bytes(16), {})), CryptoFailure);
    EXPECT_THROW(static_cast<void>(des_encrypt_block(DesBlock{}, DesBlock{})), CryptoFailure);
    EXPECT_THROW(static_cast<void>(derive_key_by_hash(HashFunction::Sha1, {}, 1, 16)),
                 CryptoFailure);
    EXPECT_THROW(SeededRandom{1}, CryptoFailure);
}

// Each thread gets a generator of its own, so that one made before the break does not help.
TEST_F(BrokenOpenSsl, FailsRatherThanGiveNoRandomness)
{
    std::thread{[] {
        Bytes octets(16);
        OpenSslRandom random;
        EXPECT_THROW(random.fill(octets), CryptoFailure);
    }}.join();
}

TEST_F(BrokenOpenSsl, NamesTheCallAndTheReason)
{
    try {
        const Aes128Block cipher{Block{}};
        FAIL() << "no exception";
    } catch (const CryptoFailure& failure) {
        EXPECT_EQ(std::string{failure.what()}, "EVP_EncryptInit_ex(AES-128-ECB): unsupported");
    }
}

TEST(CryptoFailure, IsOverWhenOpenSslIsRepaired)
{
    EXPECT_NO_THROW(Aes128Block{Block{}});
}

} // namespace
} // namespace uicc::crypto
