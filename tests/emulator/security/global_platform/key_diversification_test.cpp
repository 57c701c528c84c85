#include "emulator/security/global_platform/key_diversification.hpp"
#include "tests/emulator/security/global_platform/transcript.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

DiversificationData diversification_data(const Bytes& octets)
{
    DiversificationData data{};
    EXPECT_EQ(octets.size(), data.size());
    std::ranges::copy(ByteView{octets}.first<10>(), data.begin());
    return data;
}

} // namespace

TEST(KeyDiversification, Kdf3)
{
    const auto& vector = secure_channel_vectors("dm/scp03").at("diversification_kdf3");
    const StaticKeys keys = diversify(Diversification::Kdf3, octets(vector.at("master")),
                                      diversification_data(octets(vector.at("data"))));
    EXPECT_EQ(to_hex(keys.enc), to_hex(octets(vector.at("enc"))));
    EXPECT_EQ(to_hex(keys.mac), to_hex(octets(vector.at("mac"))));
    EXPECT_EQ(to_hex(keys.dek), to_hex(octets(vector.at("dek"))));
}

TEST(KeyDiversification, Kdf3OfALongKey)
{
    const Vector vector = load_vectors("global_platform.vec", "KDF3").front();
    const StaticKeys keys = diversify(Diversification::Kdf3, vector.octets("Master"),
                                      diversification_data(vector.octets("Data")));
    EXPECT_EQ(to_hex(keys.enc), to_hex(vector.octets("ENC")));
}

TEST(KeyDiversification, EmvAndVisa2)
{
    for (const Vector& vector : load_vectors("global_platform.vec", "Diversification")) {
        const auto method =
            vector.text("Name") == "EMV" ? Diversification::Emv : Diversification::Visa2;
        const StaticKeys keys =
            diversify(method, vector.octets("Master"), diversification_data(vector.octets("Data")));
        EXPECT_EQ(to_hex(keys.enc), to_hex(vector.octets("ENC"))) << vector;
        EXPECT_EQ(to_hex(keys.mac), to_hex(vector.octets("MAC"))) << vector;
        EXPECT_EQ(to_hex(keys.dek), to_hex(vector.octets("DEK"))) << vector;
    }
}

} // namespace uicc::test
