#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/scp02.hpp"
#include "emulator/security/global_platform/scp03.hpp"
#include "tests/emulator/security/global_platform/transcript.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

std::string kcv(KeyType type, ByteView key)
{
    return to_hex(key_check_value(type, key));
}

std::string recorded(const nlohmann::json& value)
{
    return to_hex(octets(value));
}

KeyType type_of(const nlohmann::json& vector)
{
    return vector.at("type") == "DES" ? KeyType::Des : KeyType::Aes;
}

} // namespace

TEST(KeyCheckValue, OfEveryRecordedKey)
{
    for (const std::string file : {"scp02", "scp03"}) {
        for (const auto& vector : secure_channel_vectors(file).at("kcv")) {
            EXPECT_EQ(kcv(type_of(vector), octets(vector.at("key"))), recorded(vector.at("kcv")));
        }
    }
}

TEST(KeySize, IsThatOfTheAlgorithm)
{
    EXPECT_TRUE(is_key_size(KeyType::Des, 16));
    EXPECT_FALSE(is_key_size(KeyType::Des, 24));
    for (const std::size_t size : {16U, 24U, 32U}) {
        EXPECT_TRUE(is_key_size(KeyType::Aes, size));
    }
    for (const std::size_t size : {0U, 8U, 15U, 17U, 33U}) {
        EXPECT_FALSE(is_key_size(KeyType::Aes, size));
        EXPECT_FALSE(is_key_size(KeyType::Des, size));
    }
}

TEST(SessionKeys, OfScp02HaveTheRecordedCheckValues)
{
    const auto& vector = secure_channel_vectors("scp02").at("gppro_session_kcvs");
    const SecureBytes key = secure_copy(octets(vector.at("key")));
    const SessionKeys keys = scp02_session_keys({key, key, key}, true, 0);
    EXPECT_EQ(kcv(KeyType::Des, keys.enc), recorded(vector.at("kcv_s_enc")));
    EXPECT_EQ(kcv(KeyType::Des, keys.mac), recorded(vector.at("kcv_s_mac")));
    EXPECT_EQ(kcv(KeyType::Des, keys.dek), recorded(vector.at("kcv_s_dek")));
    EXPECT_EQ(kcv(KeyType::Des, keys.r_mac), recorded(vector.at("kcv_s_rmac")));
    EXPECT_EQ(to_hex(crypto::triple_des_ecb_encrypt(keys.dek, key)),
              recorded(vector.at("encrypted_key_404142_under_s_dek")));
}

TEST(SessionKeys, OfScp02ComeFromTheBaseKeyWhenThereIsOne)
{
    const Bytes base = from_hex("404142434445464748494A4B4C4D4E4F");
    const StaticKeys keys{secure_copy(base), secure_copy(Bytes(16)), secure_copy(Bytes(16))};
    const auto& vector = secure_channel_vectors("scp02").at("gppro_session_kcvs");
    const SessionKeys session = scp02_session_keys(keys, false, 0);
    EXPECT_EQ(kcv(KeyType::Des, session.mac), recorded(vector.at("kcv_s_mac")));
    EXPECT_EQ(kcv(KeyType::Des, session.dek), recorded(vector.at("kcv_s_dek")));
    EXPECT_EQ(kcv(KeyType::Des, session.r_mac), recorded(vector.at("kcv_s_rmac")));
}

TEST(SessionKeys, OfScp03HaveTheRecordedCheckValues)
{
    const auto& vector = secure_channel_vectors("scp03").at("gppro_kdf");
    const Bytes key = octets(vector.at("key"));
    const Bytes context = octets(vector.at("context"));
    const auto derived_kcv = [&](Scp03Derivation constant) {
        return kcv(KeyType::Aes, scp03_derive(key, constant, context, key.size()));
    };
    EXPECT_EQ(derived_kcv(Scp03Derivation::Enc), recorded(vector.at("kcv_s_enc")));
    EXPECT_EQ(derived_kcv(Scp03Derivation::Mac), recorded(vector.at("kcv_s_mac")));
    EXPECT_EQ(derived_kcv(Scp03Derivation::RMac), recorded(vector.at("kcv_s_rmac")));
    EXPECT_EQ(kcv(KeyType::Aes, key), recorded(vector.at("kcv_dek")));
}

} // namespace uicc::test
