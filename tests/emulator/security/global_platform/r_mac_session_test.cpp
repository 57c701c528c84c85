#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using emulator::ResponseApdu;
using emulator::StatusWord;

constexpr const char* scp02 = "generated i=75 C-MAC+R-MAC";
constexpr const char* scp03 = "generated AES128 i=70 S8 level 33";

/// Commands of a terminal that opened a session and now asks for R-MACs.
class RMacSession : public testing::Test {
protected:
    void open(const char* transcript, Byte level)
    {
        auto opened = open_session(transcript, level);
        host_.emplace(std::move(opened.host));
        session_ = std::move(opened.session);
    }

    /// The answer as it goes out; BEGIN and END are carried out, others answer as given.
    ResponseApdu send(const std::string& command, const ResponseApdu& answer = {})
    {
        const auto plain = unwrap(*session_, host_->protect(from_hex(command))).value();
        auto result =
            plain.ins == emulator::Instruction{0x7A}   ? session_->begin_r_mac_session(plain.apdu())
            : plain.ins == emulator::Instruction{0x78} ? session_->end_r_mac_session(plain.apdu())
                                                       : answer;
        return session_->wrap(
            result.value_or(ResponseApdu{.status = result ? emulator::sw::ok : result.error()}));
    }

    unsigned status_of(const std::string& command) { return send(command).status.value(); }

    std::optional<Host> host_;
    std::unique_ptr<Session> session_;
};

const ResponseApdu two_octets{.data = {1, 2}};
const ResponseApdu more_to_come{.status = StatusWord{0x6310}};

Vector expected_r_macs(std::size_t index = 0)
{
    return load_vectors("global_platform.vec", "R-MAC").at(index);
}

} // namespace

TEST_F(RMacSession, PutsTheRMacOfScp02OnTheAnswers)
{
    open(scp02, 0x00);
    EXPECT_EQ(to_hex(send("807A1001").data), "");
    EXPECT_EQ(to_hex(send("80CA006600", two_octets).data),
              "0102" + to_hex(expected_r_macs().octets("First")));
    EXPECT_EQ(to_hex(send("80F28002024F0000", more_to_come).data),
              to_hex(expected_r_macs().octets("Second")));
    EXPECT_EQ(to_hex(send("8078000300").data), to_hex(expected_r_macs().octets("Second")));
    EXPECT_EQ(to_hex(send("80CA006600", two_octets).data), "0102");
}

TEST_F(RMacSession, OfScp02NeedsNoMacOnTheCommands)
{
    open(scp02, 0x10);
    EXPECT_EQ(to_hex(send("80CA006600", two_octets).data),
              "0102" + to_hex(expected_r_macs(1).octets("First")));
    EXPECT_EQ(to_hex(send("80F28002024F0000", more_to_come).data),
              to_hex(expected_r_macs(1).octets("Second")));
}

TEST_F(RMacSession, IsOneAtATime)
{
    open(scp02, 0x00);
    EXPECT_EQ(to_hex(send("807A0001020155").data), "");
    EXPECT_EQ(status_of("807A0001"), 0x6985U);
}

TEST_F(RMacSession, AccumulatesTheRMacOfScp02)
{
    open(scp02, 0x00);
    EXPECT_EQ(to_hex(send("807A0001").data), "");
    EXPECT_FALSE(session_->level().response_mac);
    EXPECT_EQ(to_hex(send("80CA006600", two_octets).data), "0102");
    EXPECT_EQ(to_hex(send("80F28002024F0000", more_to_come).data), "");
    EXPECT_EQ(to_hex(send("8078000300").data), to_hex(expected_r_macs().octets("Second")));
}

TEST_F(RMacSession, RaisesTheLevelOfScp03)
{
    open(scp03, 0x03);
    EXPECT_TRUE(send("807A3001").data.empty());
    EXPECT_TRUE(session_->level().response_mac);
    EXPECT_TRUE(session_->level().response_encryption);
    EXPECT_EQ(send("80CA006600", two_octets).data.size(), 16U + 8U);
    EXPECT_TRUE(send("80780003").data.empty());
    EXPECT_FALSE(session_->level().response_mac);
    EXPECT_TRUE(session_->level().command_encryption);
    EXPECT_EQ(to_hex(send("80CA006600", two_octets).data), "0102");
}

TEST_F(RMacSession, BeginsOnlyWhereItCan)
{
    open(scp03, 0x01);
    EXPECT_EQ(status_of("807A0001"), 0x6A86U); // SCP03 keeps no R-MAC
    EXPECT_EQ(status_of("807A1000"), 0x6A86U);
    EXPECT_EQ(status_of("807A2001"), 0x6A86U);
    EXPECT_EQ(status_of("807A1101"), 0x6A86U);
    EXPECT_EQ(status_of("807A3001"), 0x6A86U); // no encryption in one direction only
    EXPECT_EQ(status_of("807A100102AABB00"), 0x6A80U);
    EXPECT_EQ(status_of("80780003"), 0x6985U);
    EXPECT_FALSE(session_->level().response_mac);
    EXPECT_EQ(status_of("807A1001"), 0x9000U);
    EXPECT_EQ(status_of("807A1001"), 0x6985U);
    EXPECT_EQ(status_of("80780001"), 0x6A86U);
    EXPECT_EQ(status_of("80780103"), 0x6A86U);
    EXPECT_EQ(status_of("80780003"), 0x9000U);

    open(scp03, 0x00);
    EXPECT_EQ(status_of("807A1001"), 0x6A86U); // R-MAC without C-MAC
    open("generated AES128 i=10 S8 level 03", 0x01);
    EXPECT_EQ(status_of("807A1001"), 0x6985U); // i without R-MAC
    open(scp02, 0x11);
    EXPECT_EQ(status_of("807A1001"), 0x6985U); // since EXTERNAL AUTHENTICATE
    EXPECT_EQ(status_of("80780003"), 0x6985U);
}

TEST_F(RMacSession, TakesUpTo24OctetsOfData)
{
    for (const std::size_t size : {0U, 1U, 23U, 24U, 25U}) {
        open(scp02, 0x01);
        Bytes command = from_hex("807A1001");
        command.push_back(static_cast<Byte>(size + 1));
        command.push_back(static_cast<Byte>(size));
        command.resize(command.size() + size);
        EXPECT_EQ(status_of(to_hex(command)), size <= 24 ? 0x9000U : 0x6A80U) << size;
    }
}

} // namespace uicc::test
