#include "tests/emulator/security/global_platform/host.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;
using emulator::ResponseApdu;
using emulator::StatusWord;

const Bytes get_data = from_hex("80CA006600");
const Bytes get_status = from_hex("80F28002024F0000");

unsigned status_of(Session& session, const Bytes& command)
{
    const auto plain = unwrap(session, command);
    return plain ? 0x9000U : plain.error().value();
}

} // namespace

/// Both protocols, R-MAC permitted.
class SecureSession : public testing::TestWithParam<const char*> {
protected:
    void open(Byte level)
    {
        auto opened = open_session(GetParam(), level);
        host_.emplace(std::move(opened.host));
        session_ = std::move(opened.session);
    }

    std::optional<Host> host_;
    std::unique_ptr<Session> session_;
};

TEST_P(SecureSession, WithoutMacTakesPlainCommandsOnly)
{
    open(0x00);
    EXPECT_TRUE(session_->level().authenticated);
    EXPECT_EQ(status_of(*session_, get_status), 0x9000U);
    EXPECT_EQ(to_hex(session_->wrap({.data = {1, 2}}).data), "0102");
    EXPECT_EQ(status_of(*session_, from_hex("84F28002024F0000")), 0x6982U);
}

TEST_P(SecureSession, IsOverAfterAPlainCommand)
{
    open(0x01);
    EXPECT_EQ(status_of(*session_, get_data), 0x6982U);
    EXPECT_FALSE(session_->level().authenticated);
    EXPECT_EQ(status_of(*session_, host_->protect(get_data)), 0x6982U);
    EXPECT_EQ(status_of(*session_, get_data), 0x6982U);
}

TEST_P(SecureSession, IsOverAfterAWrongMac)
{
    open(0x11);
    Bytes wrong = host_->protect(get_status);
    wrong[10] ^= 0x01;
    EXPECT_EQ(status_of(*session_, wrong), 0x6982U);
    EXPECT_FALSE(session_->level().command_mac);
    EXPECT_FALSE(session_->level().response_mac);
    EXPECT_EQ(status_of(*session_, host_->protect(get_status)), 0x6982U);
    EXPECT_EQ(to_hex(session_->wrap({.data = {1}}).data), "01");
}

TEST_P(SecureSession, RefusesARepeatedCommand)
{
    open(0x01);
    const Bytes command = host_->protect(get_status);
    EXPECT_EQ(status_of(*session_, command), 0x9000U);
    EXPECT_EQ(status_of(*session_, command), 0x6982U);
}

TEST_P(SecureSession, RefusesALostCommand)
{
    open(0x01);
    static_cast<void>(host_->protect(get_status));
    EXPECT_EQ(status_of(*session_, host_->protect(get_status)), 0x6982U);
}

TEST_P(SecureSession, RefusesWhatIsTooShortForAMac)
{
    for (const char* command : {"84CA0066", "84CA006600", "84CA00660701020304050607"}) {
        open(0x01);
        EXPECT_EQ(status_of(*session_, from_hex(command)), 0x6982U);
    }
}

TEST_P(SecureSession, RefusesDataThatAreNotEncrypted)
{
    for (const char* command : {"80E29000 02 4F00", "80E29000 08 00*8", "80E29000 10 00*16"}) {
        open(0x03);
        host_->leave_out_encryption();
        EXPECT_EQ(status_of(*session_, host_->protect(from_hex(command))), 0x6982U) << command;
    }
}

TEST_P(SecureSession, TakesCommandsOnEveryChannel)
{
    open(0x03);
    for (const char* cla : {"80", "00", "83", "03", "C0", "CF", "40", "4F"}) {
        const auto plain = unwrap(*session_, host_->protect(from_hex(cla + std::string{"F2800202"
                                                                                       "4F0000"})));
        ASSERT_TRUE(plain) << cla;
        EXPECT_EQ(to_hex(Bytes{plain->cla}), cla);
        EXPECT_EQ(to_hex(plain->data), "4F00");
    }
}

TEST_P(SecureSession, RefusesTheClassesOfIso7816SecureMessaging)
{
    for (const Byte cla : {Byte{0x88}, Byte{0x8C}}) {
        open(0x01);
        Bytes command = host_->protect(get_status);
        command[0] = cla;
        EXPECT_EQ(status_of(*session_, command), 0x6982U);
    }
}

TEST_P(SecureSession, ProtectsAnswersOfSuccessAndWarningsOnly)
{
    struct Case {
        std::uint16_t status;
        bool is_protected;
    };
    for (const Case expected : {Case{0x9000, true}, Case{0x6310, true}, Case{0x6283, true},
                                Case{0x6A88, false}, Case{0x6982, false}, Case{0x6F00, false}}) {
        open(0x11);
        ASSERT_EQ(status_of(*session_, host_->protect(get_data)), 0x9000U);
        const ResponseApdu answer =
            session_->wrap({.data = {}, .status = StatusWord{expected.status}});
        EXPECT_EQ(answer.data.size(), expected.is_protected ? 8U : 0U) << expected.status;
        EXPECT_EQ(answer.status.value(), expected.status);
        EXPECT_EQ(status_of(*session_, host_->protect(get_data)), 0x9000U); // it goes on
    }
}

TEST_P(SecureSession, RefusesSensitiveDataInPartsOfBlocks)
{
    open(0x01);
    for (const std::size_t size : {0U, 1U, 7U, 9U, 17U}) {
        EXPECT_EQ(session_->decrypt_sensitive(Bytes(size)).error().value(), 0x6A80U) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(Scp02, SecureSession, testing::Values("generated i=75 C-MAC+R-MAC"));
INSTANTIATE_TEST_SUITE_P(Scp03,
                         SecureSession,
                         testing::Values("generated AES128 i=70 S8 level 33"));

} // namespace uicc::test
