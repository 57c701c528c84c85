#include "emulator/security/global_platform/card_registry.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

constexpr const char* profile = R"(vuicc: 1
iccid: "8988001234567890126"
usim:
  imsi: "001010123456789"
  milenage: {k: 465b5ce8b199b49faa5f0a2ee238a6bc, opc: cd63cb71954a9f4e48a5994e37a02baf}
  access: {expanded: "800140 9000"}
global-platform:
  keys: {scp03: {key-sets: [{version: 0x30, key: 404142434445464748494A4B4C4D4E4F}]}}
)";

TEST(DeletedApplication, LeavesTheRegistryForGood)
{
    filesystem::MemoryStore store;
    test::CardUnderTest card{load_profile_text(profile, "card.yaml").value(), store};
    const auto usim_is_listed = [&] {
        const auto inside = card.card().interior().value();
        const auto entries =
            emulator::global_platform::CardRegistry{card.card().description().registry,
                                                    inside.memory}
                .entries();
        return std::ranges::any_of(entries, [](const auto& entry) {
            return test::to_hex(entry.aid.octets()).starts_with("A0000000871002");
        });
    };
    EXPECT_TRUE(usim_is_listed());
    EXPECT_EQ(card.send("00A4040C 07 A0000000871002"), "9000");
    EXPECT_EQ(card.send("00E40000 02 7FFF"), "9000");
    EXPECT_FALSE(usim_is_listed());
    card.restart();
    EXPECT_FALSE(usim_is_listed());
    EXPECT_EQ(card.send("00A4040C 07 A0000000871002"), "6A82");
}

} // namespace
} // namespace uicc::profiles
