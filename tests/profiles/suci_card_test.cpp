#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

/// The card that comes along with the SUCI calculation on it, as a terminal sees it.
class SuciCard : public testing::Test {
protected:
    SuciCard() { send("00A4040C 07 A0000000871002"); }

    std::string send(std::string_view command) { return card_.send(command); }

private:
    std::shared_ptr<const emulator::CardDescription> description_ =
        load_profile(PROJECT_SOURCE_DIR "/profiles/cards/usim-5g-suci.yaml").value();
    filesystem::MemoryStore store_;
    test::CardUnderTest card_{description_, store_};
};

TEST_F(SuciCard, ConcealsItsImsiWithProfileB)
{
    const std::string suci = send("8078008100");
    EXPECT_TRUE(suci.starts_with("A1360172241076F8021C0")) << suci;
    EXPECT_TRUE(suci.ends_with("9000"));
    EXPECT_NE(send("8078008100"), suci);
}

TEST_F(SuciCard, AnnouncesWhatItDoes)
{
    send("00A4000C 02 6F38");
    const std::string services = send("00B0000000");
    const auto has = [&](unsigned service) {
        const auto digits = services.substr((service - 1) / 8 * 2, 2);
        return (std::stoul(digits, nullptr, 16) >> ((service - 1) % 8) & 1U) != 0;
    };
    EXPECT_TRUE(has(68));
    EXPECT_TRUE(has(124));
    EXPECT_TRUE(has(125));
}

TEST_F(SuciCard, HasNoCalculationInformationForTheTerminal)
{
    EXPECT_EQ(send("00A4080C 06 7FFF5FC04F07"), "6A82") << "that of DF.5GS";
    EXPECT_EQ(send("00A4080C 06 7FFF5FD04F01"), "9000") << "its own, in DF.SAIP";
    EXPECT_EQ(send("00B0000001"), "6982");
}

} // namespace
} // namespace uicc::profiles
