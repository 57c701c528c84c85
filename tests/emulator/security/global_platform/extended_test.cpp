#include "codec/byte_writer.hpp"
#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

#include <numeric>

namespace uicc::test {
namespace {

/// Three-octet Lc, as in the [Extended] vectors.
Bytes extended_command(const Bytes& mac)
{
    Bytes command = from_hex("84E29000 000134");
    Bytes data(300, 0xAA);
    std::iota(data.begin(), data.begin() + 256, Byte{0});
    codec::append(command, data);
    codec::append(command, mac);
    return command;
}

Bytes extended_mac(std::string_view protocol)
{
    for (const Vector& vector : load_vectors("global_platform.vec", "Extended")) {
        if (vector.text("Name") == protocol) {
            return vector.octets("CMAC");
        }
    }
    return {};
}

} // namespace

TEST(Scp02, TakesTheLengthOfExtendedCommandsAsItCame)
{
    const auto session = transcript_named("pysim C-MAC").establish();
    const auto plain = unwrap(*session, extended_command(extended_mac("SCP02")));
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->extended);
    EXPECT_EQ(plain->data.size(), 300U);
}

TEST(Scp03, TakesTheLengthOfExtendedCommandsAsItCame)
{
    const auto session = transcript_named("generated AES128 i=00 S8 level 01").establish();
    const auto plain = unwrap(*session, extended_command(extended_mac("SCP03")));
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->extended);
    EXPECT_EQ(plain->data.size(), 300U);
}

} // namespace uicc::test
