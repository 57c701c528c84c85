#include "daemon/log.hpp"
#include "temporary_folder.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <spdlog/sinks/ostream_sink.h>
#include <sstream>

namespace uicc::daemon {
namespace {

using test::from_hex;

class SlotLogTest : public testing::Test {
protected:
    explicit SlotLogTest(spdlog::level::level_enum level = spdlog::level::trace)
    {
        logger_->set_pattern("%l %v");
        logger_->set_level(level);
    }

    std::string exchange(std::string_view command,
                         std::string_view response,
                         const emulator::Explanation& explanation = {})
    {
        text_.str({});
        log_.exchanged("r", from_hex(command), from_hex(response), explanation);
        return text_.str();
    }

    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> logger_ = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
    SlotLog log_{logger_};
};

TEST_F(SlotLogTest, ShowsWhatIsSelected)
{
    EXPECT_EQ(exchange("00A40804047F106F3A", "62038205419000",
                       {.command = "SELECT", .file = "EF.ADN", .reason = ""}),
              "trace r: 00A40804047F106F3A -> 6203820541 9000  SELECT, EF.ADN\n");
    EXPECT_EQ(exchange("00A40004026F99", "6A82",
                       {.command = "SELECT", .file = "", .reason = "no such file"}),
              "trace r: 00A40004026F99 -> 6A82  SELECT, no such file\n");
}

TEST_F(SlotLogTest, ShowsWhatGetResponseBringsOnlyAfterSuchACommand)
{
    exchange("00A40004023F00", "6102");
    EXPECT_EQ(exchange("00C0000002", "62009000"), "trace r: 00C0000002 -> 6200 9000\n");
    exchange("0088008122" + std::string(0x22 * 2, '5'), "6135");
    EXPECT_EQ(exchange("00C0000004", "DB02A5A59000"), "trace r: 00C0000004 -> <4 octets> 9000\n");
}

struct Secret {
    const char* name;
    const char* command;
    const char* response;

    friend std::ostream& operator<<(std::ostream& out, const Secret& secret)
    {
        return out << secret.name;
    }
};

class TracedSecret : public SlotLogTest, public testing::WithParamInterface<Secret> {};

/// Secret octets in the table are D5; nothing else is.
TEST_P(TracedSecret, IsNotInTheLog)
{
    const std::string line = exchange(GetParam().command, GetParam().response);
    EXPECT_FALSE(line.empty());
    EXPECT_EQ(line.find("D5"), std::string::npos) << line;
    EXPECT_NE(line.find("octets>"), std::string::npos) << line;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(SlotLog, TracedSecret, testing::ValuesIn(std::vector<Secret>{
    {"Verify", "0020000108 D5D5D5D5FFFFFFFF", "9000"},
    {"VerifyOnAnotherChannel", "0120008108 D5D5D5D5FFFFFFFF", "63C2"},
    {"ChangePin", "0024000110 D5*8 D5*8", "9000"},
    {"DisablePin", "0026000108 D5*8", "9000"},
    {"EnablePin", "0028000108 D5*8", "9000"},
    {"UnblockPin", "002C000110 D5*8 D5*8", "9000"},
    {"Authenticate", "0088008122 10 D5*16 10 D5*16", "6135"},
    {"AuthenticateAnswer", "0088008122 10 00*16 10 00*16 00", "DB08 D5*8 9000"},
    {"GsmAlgorithm", "A088000010 D5*16", "9F0C"},
    {"ReadBinary", "00B0000000", "D5*20 9000"},
    {"ReadRecord", "00B2010400", "D5*20 9000"},
    {"UpdateBinary", "00D6000004 D5*4", "9000"},
    {"UpdateRecord", "00DC010404 D5*4", "9000"},
    {"SearchRecord", "00A2010404 D5*4", "9000"},
    {"PutKey", "80D8000004 D5*4", "9000"},
    {"UnknownInstruction", "00FE000004 D5*4", "6D00"},
    {"ProprietaryClass", "F0A5000004 D5*4", "6E00"},
    {"VerifyWithoutLength", "00200001 D5*8", "6700"},
}), [](const auto& secret) { return std::string{secret.param.name}; });
// clang-format on

TEST_F(SlotLogTest, CopesWithWhatIsNoCommand)
{
    EXPECT_EQ(exchange("", "6700"), "trace r:  -> 6700\n");
    EXPECT_EQ(exchange("00A4", "6700"), "trace r: 00A4 -> 6700\n");
}

TEST_F(SlotLogTest, WantsExchangesAtLevelTraceOnly)
{
    EXPECT_TRUE(log_.wants_exchanges());
    logger_->set_level(spdlog::level::debug);
    EXPECT_FALSE(log_.wants_exchanges());
}

TEST_F(SlotLogTest, SaysWhatTheSlotDoes)
{
    log_.waiting("r", "Connection refused");
    log_.connected("r");
    log_.busy("r");
    log_.lost("r", "closed");
    log_.failed("r", {.command = "VERIFY", .file = "", .reason = "internal error: x"});
    EXPECT_EQ(text_.str(), "info r: waiting for the reader (Connection refused)\n"
                           "info r: the card is in the reader\n"
                           "warning r: the slot is busy, another card holds it; trying on\n"
                           "info r: the card is out of the reader (closed)\n"
                           "error r: defect of the card in VERIFY: internal error: x\n");
}

TEST(OpenLog, WritesToAFileOrSaysWhyNot)
{
    const test::TemporaryFolder folder;
    DaemonOptions options;
    options.log_file = folder.path() / "log";
    options.log_level = "warning";
    const auto log = open_log(options).value();
    log->info("too quiet");
    log->warn("loud enough");
    const std::string content = test::content_of(*options.log_file);
    EXPECT_EQ(content.find("too quiet"), std::string::npos);
    EXPECT_NE(content.find("loud enough"), std::string::npos);

    options.log_file = folder.path() / "no" / "log";
    EXPECT_EQ(open_log(options).error(),
              "cannot open " + options.log_file->string() + ": No such file or directory");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "no"));
}

} // namespace
} // namespace uicc::daemon
