#include "filesystem/fcp.hpp"
#include "filesystem/fcp_template.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

nlohmann::json templates_of_real_cards()
{
    std::ifstream file{PROJECT_SOURCE_DIR "/tests/vectors/fcp.json"};
    nlohmann::json found = nlohmann::json::array();
    const auto document = nlohmann::json::parse(file);
    for (const auto& vector : document.at("vectors")) {
        if (vector.contains("fcp") && vector.contains("decoded")) {
            found.push_back(vector);
        }
    }
    return found;
}

TEST(FcpTemplate, SaysWhatOtherDecodersFindInIt)
{
    const auto vectors = templates_of_real_cards();
    ASSERT_FALSE(vectors.empty());
    for (const auto& vector : vectors) {
        const auto fcp = read_fcp_template(from_hex(vector.at("fcp").get<std::string>()));
        ASSERT_TRUE(fcp) << vector.at("name") << ": " << fcp.error();
        const auto& decoded = vector.at("decoded");
        if (decoded.contains("file_identifier")) {
            EXPECT_EQ(static_cast<unsigned>(fcp->fid.value()),
                      std::stoul(decoded.at("file_identifier").get<std::string>(), nullptr, 16));
        }
        if (decoded.contains("file_size") && fcp->structure != EfStructure::BerTlv) {
            EXPECT_EQ(fcp->size, decoded.at("file_size").get<std::size_t>());
        }
        const auto& kind = decoded.at("file_descriptor").at("file_descriptor_byte");
        EXPECT_EQ(fcp->is_directory, kind.at("file_type") == "df") << vector.at("name");
        EXPECT_EQ(fcp->shareable, kind.at("shareable").get<bool>()) << vector.at("name");
    }
}

TEST(FcpTemplate, KnowsWhichKeysAreEnabled)
{
    const auto fcp = read_fcp_template(
        from_hex("622C 82027821 83023F00 A50C80017183040003A738870101 8A0105 8B032F0601 "
                 "C60C 900160 830101 83010A 83010B"));
    ASSERT_TRUE(fcp && fcp->keys);
    ASSERT_EQ(fcp->keys->size(), 3U);
    EXPECT_FALSE(fcp->keys->at(0).enabled);
    EXPECT_TRUE(fcp->keys->at(1).enabled);
    EXPECT_EQ(fcp->keys->at(2).reference, KeyReference{0x0B});
    EXPECT_EQ(to_hex(fcp->proprietary), "80017183040003A738870101");
}

TEST(FcpTemplate, FindsTheSfiInTheTagOrInTheFid)
{
    const auto sfi = [](const char* text) { return read_fcp_template(from_hex(text)).value().sfi; };
    EXPECT_EQ(sfi("620B 82024121 83026F07 880138"), Sfi::from(7));
    EXPECT_EQ(sfi("6208 82024121 83026F05"), Sfi::from(5));
    EXPECT_EQ(sfi("620A 82024121 83026F05 8800"), std::nullopt);
    EXPECT_EQ(sfi("6208 82024121 83026F1F"), std::nullopt) << "31 is none";
}

TEST(FcpTemplate, KnowsHowLargeABerTlvFileMayBecome)
{
    const auto fcp = read_fcp_template(from_hex("6213 82027921 83024F0B A505 8603001000 80020008"));
    EXPECT_EQ(fcp.value().size, 0x1000U);
}

TEST(FcpTemplate, RefusesWhatIsNone)
{
    for (const char* text : {"", "62", "6205 8202", "6F", "80020009", "6204 80020009",
                             "6206 8202 41218302", "6202 8200"}) {
        EXPECT_FALSE(read_fcp_template(from_hex(text))) << text;
    }
}

TEST(FcpTemplate, SurvivesEveryCut)
{
    const Bytes whole = from_hex("621A 82054221000E02 83026FB7 8A0105 8B036F0608 8002001C 880108");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(read_fcp_template(ByteView{whole}.first(size))) << size;
    }
    EXPECT_EQ(read_fcp_template(whole).value().record_count, 2U);
}

// A file with a template of its own.

FileHeader with_template(const char* text)
{
    return {.fid = Fid{0x6F07}, .size = 9, .fcp = from_hex(text)};
}

TEST(FcpTemplate, IsAnsweredAsItIs)
{
    const char* odd = "62811A 8801 38 8002 0009 D20155 8A0107 8202 4121 8302 6F07 8B03 6F060A";
    EXPECT_EQ(to_hex(encode_fcp(with_template(odd), {.life_cycle = LifeCycle::Activated})),
              to_hex(from_hex(odd)));
}

TEST(FcpTemplate, ShowsALifeCycleThatHasChanged)
{
    const FileHeader file = with_template("6210 82024121 D20155 83026F07 8A0107 8800");
    EXPECT_EQ(to_hex(encode_fcp(file, {.life_cycle = LifeCycle::Deactivated})),
              to_hex(from_hex("6210 82024121 D20155 83026F07 8A0104 8800")));
}

TEST(FcpTemplate, ShowsThePinStatusAndTheTagOfTheCard)
{
    const FileHeader file = with_template("620F 82027821 C606 900180 830101 8A0105");
    const Bytes now = from_hex("900100 830101");
    EXPECT_EQ(to_hex(encode_fcp(file, {.template_tag = 0x6F, .pin_status = now})),
              to_hex(from_hex("6F0F 82027821 C606 900100 830101 8A0105")));
}

} // namespace
} // namespace uicc::filesystem
