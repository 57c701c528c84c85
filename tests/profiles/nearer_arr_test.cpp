#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <gtest/gtest.h>

namespace uicc::profiles {
namespace {

constexpr const char* profile = R"(vuicc: 1
iccid: "8988001234567890126"
mf:
  files:
    DF.SUB:
      fid: 7F66
      access: {expanded: "8001029000 8001049000"}
      files: {EF.CLOSED: {fid: 6F01, hex: "01", access: {arr: {fid: 2F06, record: 3}}}}
)";

/// docs/architecture.md, readings of the specification.
TEST(NearerArr, GivesTheRulesOfWhatRefersToItsFid)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{load_profile_text(profile, "card.yaml").value(), store};
    const auto update = [&] {
        card.send("00A4080C 04 7F666F01");
        return card.send("00D60000 01 02");
    };
    EXPECT_EQ(update(), "6982");
    card.send("00A4000C 02 7F66");
    EXPECT_EQ(card.send("00E00000 1D 621B 820442210005 83022F06 8A0105 AB05 80017F9000"
                        "8002000F 880108"),
              "9000");
    for (const char* record : {"01", "02", "03"}) {
        EXPECT_EQ(card.send(std::string{"00DC"} + record + "04 05 80017F9000"), "9000");
    }
    EXPECT_EQ(update(), "9000");
}

} // namespace
} // namespace uicc::profiles
