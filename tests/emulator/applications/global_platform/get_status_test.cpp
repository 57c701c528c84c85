#include "emulator/applications/global_platform/get_status.hpp"
#include "tests/emulator/applications/global_platform/registry_of_a_card.hpp"

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

constexpr std::size_t no_limit = 65536;

Result<StatusPage, emulator::StatusWord> page(std::string_view command,
                                              std::size_t first = 0,
                                              std::size_t maximum_size = no_limit)
{
    const Bytes octets = from_hex(command);
    const StatusQuery query = TRY(parse_get_status(emulator::parse_command(octets).value()));
    return status_page(registry_of_a_card(), query, first, maximum_size);
}

/// Data, or the status word of a refusal.
std::string answer(std::string_view command)
{
    const auto found = page(command);
    return found ? to_hex(found->response.data) : std::to_string(found.error().value());
}

unsigned refusal(std::string_view command)
{
    const auto found = page(command);
    return found ? 0x9000U : found.error().value();
}

constexpr const char* ssd_entry =
    "E31C 4F07A0000001510001 9F70010F C503804000 CC08A000000151000000";
constexpr const char* usim_entry =
    "E31C 4F07A0000000871002 9F700107 C503000000 CC08A000000151000000";
constexpr const char* applet_entry =
    "E322 4F05D276000118 9F700187 C503000000 C407D2760001180101 CC07A0000001510001";

std::string hex(std::string_view blanks)
{
    return to_hex(from_hex(blanks));
}

} // namespace

TEST(GetStatus, TellsOfTheIssuerSecurityDomain)
{
    EXPECT_EQ(answer("80F28002 02 4F00 00"), hex("E313 4F08A000000151000000 9F70010F C5039EFE80"));
    EXPECT_EQ(answer("80F28000 02 4F00 00"), hex("08A000000151000000 0F 9E"));
}

TEST(GetStatus, TellsOfApplicationsAndSecurityDomains)
{
    EXPECT_EQ(answer("80F24002 02 4F00 00"),
              hex(std::string{ssd_entry} + usim_entry + applet_entry));
    EXPECT_EQ(answer("80F24000 02 4F00 00"),
              hex("07A0000001510001 0F 80 07A0000000871002 07 00 05D276000118 87 00"));
}

TEST(GetStatus, TellsOfLoadFilesWithTheirModulesOrWithout)
{
    EXPECT_EQ(answer("80F22002 02 4F00 00"),
              hex("E316 4F07D2760001180101 9F700101 CC07A0000001510001"));
    EXPECT_EQ(answer("80F21002 02 4F00 00"), hex("E325 4F07D2760001180101 9F700101"
                                                 "8405D276000118 8406D27600011802"
                                                 "CC07A0000001510001"));
    EXPECT_EQ(answer("80F22000 02 4F00 00"), hex("07D2760001180101 01 00"));
    EXPECT_EQ(answer("80F21000 02 4F00 00"),
              hex("07D2760001180101 01 00 02 05D276000118 06D27600011802"));
}

TEST(GetStatus, FiltersByTheFirstOctetsOfTheAid)
{
    EXPECT_EQ(answer("80F24002 05 4F03D27600 00"), hex(applet_entry));
    EXPECT_EQ(answer("80F24002 09 4F07A0000000871002 00"), hex(usim_entry));
    EXPECT_EQ(refusal("80F24002 04 4F02FFFF 00"), 0x6A88U);
    EXPECT_EQ(refusal("80F28002 09 4F07A0000000871002 00"), 0x6A88U); // an application
}

TEST(GetStatus, GivesTheTagsThatAreAskedForOnly)
{
    EXPECT_EQ(answer("80F24002 0A 4F03D27600 5C034F9F70 00"), hex("E30B 4F05D276000118 9F700187"));
    EXPECT_EQ(answer("80F24002 08 4F03D27600 5C01C4 00"), hex("E309 C407D2760001180101"));
}

TEST(GetStatus, GoesOnWhereTheAnswerWasFull)
{
    const std::size_t two_entries = from_hex(ssd_entry).size() + from_hex(usim_entry).size();
    const auto first = page("80F24002 02 4F00 00", 0, two_entries);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->response.status.value(), 0x6310);
    EXPECT_EQ(to_hex(first->response.data), hex(std::string{ssd_entry} + usim_entry));
    const auto second = page("80F24003 02 4F00 00", first->next, two_entries);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->response.status.value(), 0x9000);
    EXPECT_EQ(to_hex(second->response.data), hex(applet_entry));
    EXPECT_EQ(page("80F24003 02 4F00 00", second->next, two_entries).error().value(), 0x6A88);
}

TEST(GetStatus, GivesAnEntryThatFitsNowhereAlone)
{
    const auto first = page("80F24002 02 4F00 00", 0, 1);
    ASSERT_TRUE(first);
    EXPECT_EQ(to_hex(first->response.data), hex(ssd_entry));
    EXPECT_EQ(first->response.status.value(), 0x6310);
}

TEST(GetStatus, RefusesOtherParametersAndCriteria)
{
    for (const char* command : {"80F20002 02 4F00 00", "80F24102 02 4F00 00", "80F24004 02 4F00 00",
                                "80F24080 02 4F00 00"}) {
        EXPECT_EQ(refusal(command), 0x6A86U) << command;
    }
    for (const char* command : {"80F24002", "80F24002 01 4F", "80F24002 02 4F01",
                                "80F24002 02 5C00", "80F24002 13 4F11 A0*17"}) {
        EXPECT_EQ(refusal(command), 0x6A80U) << command;
    }
}

} // namespace uicc::test
