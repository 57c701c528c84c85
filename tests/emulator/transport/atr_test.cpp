#include "emulator/transport/atr.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::emulator {
namespace {

using test::from_hex;
using test::to_hex;

TEST(Atr, OffersT0FirstByDefault)
{
    const Bytes atr = build_atr({.historical_bytes = uicc_historical_bytes(20, "VUICC")}).value();

    // TS, T0: TA1 TD1, 13 historical; TA1; TD1: T=0; TD2: T=1; TD3: TA, T=15; clock stop, classes.
    EXPECT_EQ(to_hex(atr), "3B9D9680811FC78031E073FE215F6556554943435F");
    EXPECT_TRUE(check_atr(atr));
    EXPECT_EQ(first_protocol(atr), 0U);
}

TEST(Atr, NamesItsFirstProtocol)
{
    EXPECT_EQ(first_protocol(build_atr({.protocols = {1}}).value()), 1U);
    EXPECT_EQ(first_protocol(build_atr({.protocols = {1, 0}}).value()), 1U);
    EXPECT_EQ(first_protocol(from_hex("3B00")), 0U);
}

TEST(Atr, TellsTheNumberOfChannels)
{
    EXPECT_EQ(uicc_historical_bytes(1, "").back(), 0x40);
    EXPECT_EQ(uicc_historical_bytes(4, "").back(), 0x5B);
    EXPECT_EQ(uicc_historical_bytes(8, "").back(), 0x5F);
    EXPECT_EQ(uicc_historical_bytes(20, "").back(), 0x5F);
    EXPECT_LE(uicc_historical_bytes(20, "a text that is much too long").size(), 15U);
}

TEST(Atr, OffersCommandChainingWhenTold)
{
    const auto with = [](const Bytes& historical) {
        return build_atr({.historical_bytes = historical}).value();
    };
    EXPECT_EQ(uicc_historical_bytes(20, "", Chaining::Offered).back(), 0xDF);
    EXPECT_TRUE(offers_command_chaining(with(uicc_historical_bytes(20, "X", Chaining::Offered))));
    EXPECT_FALSE(offers_command_chaining(with(uicc_historical_bytes(20, "X"))));
    EXPECT_TRUE(offers_command_chaining(with(from_hex("80 73 000080"))));
    for (const char* none : {"", "00 73 000080", "80", "80 73 0000", "80 31 E0", "80 72 0080"}) {
        EXPECT_FALSE(offers_command_chaining(with(from_hex(none)))) << none;
    }
    EXPECT_FALSE(offers_command_chaining(from_hex("3B9F96"))) << "cut off";
}

TEST(Atr, RefusesWhatCannotBeBuilt)
{
    EXPECT_FALSE(build_atr({.protocols = {}}));
    EXPECT_FALSE(build_atr({.protocols = {2}}));
    EXPECT_FALSE(build_atr({.historical_bytes = Bytes(16)}));
}

TEST(Atr, AcceptsTheAtrsOfRealCardsAndRefusesDamagedOnes)
{
    std::ifstream file{TEST_VECTOR_DIR "/atr.json"};
    const auto vectors = nlohmann::json::parse(file).at("vectors");
    std::size_t checked = 0;
    for (const auto& vector : vectors) {
        const auto& decoded = vector.at("decoded");
        if (!decoded.is_object() || !decoded.value("length_ok", false)) {
            continue;
        }
        Bytes atr = from_hex(vector.at("atr").get<std::string>());
        const bool has_checksum = decoded.contains("TCK") && decoded.at("TCK").is_object();
        const bool good = !has_checksum || decoded.at("TCK").value("ok", true);
        EXPECT_EQ(check_atr(atr).has_value(), good) << to_hex(atr);
        ++checked;
        atr.pop_back();
        EXPECT_FALSE(check_atr(atr)) << "cut: " << to_hex(atr);
    }
    EXPECT_GT(checked, 5U);
}

TEST(Atr, SaysWhatIsWrong)
{
    EXPECT_NE(check_atr(from_hex("3B9D9680811FC78031E073FE215F65565549434300")).error().find("TCK"),
              std::string::npos);
    EXPECT_FALSE(check_atr({}));
    EXPECT_FALSE(check_atr(from_hex("3C00")));
    EXPECT_FALSE(check_atr(from_hex("3BF0")));
    EXPECT_FALSE(check_atr(from_hex("3B0000")));
}

} // namespace
} // namespace uicc::emulator
