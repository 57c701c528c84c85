#include "emulator/dm/defects.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/emulator/dm/vectors.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <map>

namespace uicc::emulator::dm {
namespace {

using test::from_hex;
using test::to_hex;

/// The damaged files of the vectors as damage done to the whole one.
std::map<std::string, Defects> damages()
{
    const auto patch = [](std::size_t offset, const char* hex) {
        return Defects{.patches = {{offset, from_hex(hex)}}};
    };
    return {
        {"pad_ff", {.padding = Padding{0xFF, 256}}},
        {"pad_00", {.padding = Padding{0x00, 256}}},
        {"all_ff", {.truncate = 112, .padding = Padding{0xFF, 64}}},
        {"all_00", {.truncate = 112, .padding = Padding{0x00, 64}}},
        {"count_too_big", patch(0, "0003")},
        {"count_too_small", patch(0, "0001")},
        {"size_too_big_by_4", patch(2, "0070")},
        {"truncated_tail", {.truncate = 10}},
        {"object_length_overrun", patch(7, "7F")},
        {"resource_length_overrun", patch(14, "FF")},
        {"count_little_endian", patch(0, "0200")},
        {"unknown_security_mode", patch(43, "09")},
    };
}

TEST(Defects, ReproduceTheDamagedFilesOfTheVectors)
{
    const Bytes whole = *encode(Lwm2mBootstrap{.servers = {test::psk_server()}});
    for (const auto& [name, damage] : damages()) {
        const auto damaged = apply(damage, whole);
        ASSERT_TRUE(damaged) << name;
        EXPECT_EQ(to_hex(*damaged), test::dm_vectors("lwm2m_bootstrap")
                                        .at("examples")
                                        .at(name)
                                        .at("hex")
                                        .get<std::string>())
            << name;
    }
}

TEST(Defects, ComeInTheOrderPatchTruncatePad)
{
    const Defects all{
        .patches = {{1, {0xAA}}, {1, {0xBB}}}, .truncate = 1, .padding = Padding{0x00, 4}};
    EXPECT_EQ(to_hex(*apply(all, from_hex("01 02 03"))), "01BB0000");
    EXPECT_EQ(to_hex(*apply({}, from_hex("01 02 03"))), "010203");
}

TEST(Defects, NeverReachOutsideTheContent)
{
    const Bytes content = from_hex("01 02 03");
    EXPECT_EQ(apply({.patches = {{3, {0xAA}}}}, content).error().field, "patch");
    EXPECT_EQ(apply({.patches = {{4, {}}}}, content).error().field, "patch");
    EXPECT_TRUE(apply({.patches = {{2, {0xAA}}}}, content));
    EXPECT_EQ(apply({.truncate = 4}, content).error().field, "truncate");
    EXPECT_TRUE(apply({.truncate = 3}, content)->empty());
    EXPECT_EQ(apply({.padding = Padding{0xFF, 2}}, content).error().field, "padding");
    EXPECT_TRUE(apply({.padding = Padding{0xFF, 3}}, content));
}

} // namespace
} // namespace uicc::emulator::dm
