#include "daemon/trace/secrecy.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::daemon::trace {
namespace {

using test::from_hex;
using test::to_hex;

CardEvent apdu(std::string name,
               std::string file,
               std::string_view command,
               std::string_view answer)
{
    return {.kind = EventKind::Apdu,
            .card = "c",
            .command = from_hex(command),
            .response = from_hex(answer),
            .name = std::move(name),
            .file = std::move(file)};
}

struct Case {
    const char* title;
    const char* name;
    const char* file;
    const char* command; ///< what is secret in it is D5
    const char* answer;

    friend std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.title; }
};

class Masked : public testing::TestWithParam<Case> {};

TEST_P(Masked, KeepsLengthsAndHidesOctets)
{
    const Case& one = GetParam();
    const CardEvent event = apdu(one.name, one.file, one.command, one.answer);
    const ShownEvent shown = Secrecy{Secrets::Masked}.apply(event);
    Bytes command = event.command;
    Bytes response = event.response;
    std::ranges::replace(command, Byte{0xD5}, Byte{0x2A});
    std::ranges::replace(response, Byte{0xD5}, Byte{0x2A});
    EXPECT_EQ(to_hex(shown.event.command), to_hex(command));
    EXPECT_EQ(to_hex(shown.event.response), to_hex(response));
    EXPECT_EQ(shown.hides_command, command != event.command);
    EXPECT_EQ(shown.hides_response, response != event.response);

    const ShownEvent open = Secrecy{Secrets::Shown}.apply(event);
    EXPECT_EQ(open.event.command, event.command);
    EXPECT_EQ(open.event.response, event.response);
    EXPECT_FALSE(open.hides_command || open.hides_response);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Secrecy, Masked, testing::ValuesIn(std::vector<Case>{
    {"Verify", "VERIFY PIN", "", "0020000108 D5*8", "63C2"},
    {"VerifyProtected", "VERIFY PIN", "", "0420000108 D5*8", "9000"},
    {"ChangePin", "CHANGE PIN", "", "0024000110 D5*16", "9000"},
    {"DisablePin", "DISABLE PIN", "", "0026000108 D5*8", "9000"},
    {"EnablePin", "ENABLE PIN", "", "0028000108 D5*8", "9000"},
    {"UnblockPin", "UNBLOCK PIN", "", "002C000110 D5*16", "9000"},
    {"QueryOfTries", "VERIFY PIN", "", "0020000100", "63C3"},
    {"Authenticate", "AUTHENTICATE", "", "0088008122 10 11*16 10 22*16 00", "D5*4 9000"},
    {"VerifyChv", "VERIFY CHV", "", "A020000108 D5*8", "9804"},
    {"UnblockChv", "UNBLOCK CHV", "", "A02C000010 D5*16", "9000"},
    {"RunGsmAlgorithm", "RUN GSM ALGORITHM", "", "A088000010 11*16 0C", "D5*12 9000"},
    {"Increase", "INCREASE", "EF.ACM", "A032000003 000001 06", "000005 000001 9000"},
    {"IncreaseUnknownFile", "INCREASE", "EF.MINE", "A032000003 D5*3 06", "D5*6 9000"},
    {"SeekKeys", "SEEK", "EF.CNL", "A0A2000004 D5*4", "9000"},
    {"PutKey", "PUT KEY", "", "80D8000004 D5*4 00", "D5*4 9000"},
    {"StoreData", "STORE DATA", "", "80E2900004 D5*4", "9000"},
    {"Load", "LOAD", "", "80E8800004 D5*4", "9000"},
    {"ReadKeys", "READ BINARY", "EF.Keys", "00B0880004", "D5*4 9000"},
    {"ReadBootstrap", "READ BINARY", "EF.LwM2M_Bootstrap", "00B0000004", "D5*4 9000"},
    {"ReadUnknownFile", "READ BINARY", "EF.MINE", "00B0000004", "D5*4 9000"},
    {"ReadImsi", "READ BINARY", "EF.IMSI", "00B0870004", "08091010 9000"},
    {"ReadContext", "READ RECORD", "EF.5GS3GPPNSC", "00B2010404", "D5*4 9000"},
    {"UpdateKeys", "UPDATE BINARY", "EF.Keys", "00D6880004 D5*4", "9000"},
    {"UpdateWithoutFile", "UPDATE BINARY", "", "00D6000004 D5*4", "6986"},
    {"UpdateLanguage", "UPDATE BINARY", "EF.PL", "00D6850002 656E", "9000"},
    {"SearchKeys", "SEARCH RECORD", "EF.EPSNSC", "00A2010404 D5*4 00", "01 9000"},
    {"CreateFile", "CREATE FILE", "", "00E0000014 6212 82024121 83026F42 80020010 88010A 8A0105", "9000"},
    {"CreateFilledFile", "CREATE FILE", "", "00E0000017 6215 82024121 83026F42 A507 C00180 C102 D5*2 80020010", "9000"},
    {"CreateRepeatedFile", "CREATE FILE", "", "00E0000012 6210 82024121 83026F42 A506 C204 D5*4", "6A80"},
    {"CreateFileMalformed", "CREATE FILE", "", "00E0000004 D5*4", "6A80"},
    {"CreateFileWithMac", "CREATE FILE", "", "04E000000E D5*14", "9000"},
    {"ResizeFile", "RESIZE FILE", "EF.MINE", "80D400000A 6208 83026F42 80020020", "9000"},
    {"DeleteFile", "DELETE FILE", "EF.MINE", "00E4000002 6F42", "9000"},
    {"DeactivateFile", "DEACTIVATE FILE", "EF.MINE", "0004000002 6F42", "9000"},
    {"Select", "SELECT", "EF.DIR", "00A40004022F00", "6202 8200 9000"},
    {"Challenge", "GET CHALLENGE", "", "0084000004", "01020304 9000"},
    {"Unknown", "", "", "00FE000004 D5*4", "6D00"},
    {"VerifyWithoutLength", "VERIFY PIN", "", "00200001 D5*8", "6700"},
    {"SelectOfWrongLength", "SELECT", "", "00A40004 D5*8", "6700"},
    {"GetResponseWithData", "GET RESPONSE", "", "00C00000 D5*8", "6700"},
    {"Extended", "UPDATE BINARY", "EF.Keys", "00D60000 000004 D5*4", "9000"},
    {"Fragment", "", "", "00A4", "6700"},
}), [](const auto& one) { return std::string{one.param.title}; });
// clang-format on

TEST(Secrecy, GetResponseIsAsSecretAsTheCommandBefore)
{
    Secrecy secrecy{Secrets::Masked};
    const auto fetched = [&] {
        return to_hex(
            secrecy.apply(apdu("GET RESPONSE", "", "00C0000002", "D5D5 9000")).event.response);
    };
    static_cast<void>(secrecy.apply(apdu("AUTHENTICATE", "", "0088008101 10", "6102")));
    EXPECT_EQ(fetched(), "2A2A9000");
    EXPECT_EQ(fetched(), "2A2A9000");
    static_cast<void>(secrecy.apply(apdu("SELECT", "MF", "00A40004023F00", "6102")));
    EXPECT_EQ(fetched(), "D5D59000");
    CardEvent other = apdu("AUTHENTICATE", "", "0088008101 10", "6102");
    other.card = "d";
    static_cast<void>(secrecy.apply(other));
    EXPECT_EQ(fetched(), "D5D59000") << "another card's";
}

TEST(Secrecy, HidesEveryPartOfAChainThatMayHoldAPattern)
{
    Secrecy secrecy{Secrets::Masked};
    for (const char* command : {"10E0000009 6207 82024121 C107", "00E0000007 62058303DEADBE"}) {
        CardEvent event = apdu("CREATE FILE", "", command, "9000");
        event.is_part = true;
        const ShownEvent shown = secrecy.apply(event);
        const Bytes data(event.command.size() - 5, Byte{0x2A});
        EXPECT_EQ(to_hex(ByteView{shown.event.command}.subspan(5)), to_hex(data));
        EXPECT_TRUE(shown.hides_command);
    }
}

TEST(Secrecy, LeavesTheAnswerToResetAlone)
{
    Secrecy secrecy{Secrets::Masked};
    const ShownEvent shown =
        secrecy.apply({.kind = EventKind::PowerOn, .response = from_hex("3B9F9680")});
    EXPECT_EQ(to_hex(shown.event.response), "3B9F9680");
}

} // namespace
} // namespace uicc::daemon::trace
