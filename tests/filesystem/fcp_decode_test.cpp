#include "filesystem/fcp.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace uicc::filesystem {
namespace {

using nlohmann::json;
using test::from_hex;
using test::to_hex;

json vectors()
{
    return json::parse(std::ifstream{TEST_VECTOR_DIR "/fcp.json"}).at("vectors");
}

/// What the decoder does not keep: total sizes, bitmaps and qualifiers of PINs, that an EF is
/// internal, and that an SFI was only implied.
const std::set<std::string> not_reversible{"MF emulator", "EF transparent, tag 88 absent",
                                           "EF BER-TLV", "EF internal file",
                                           "EF high update + internal AC compact"};

TEST(FcpDecode, ReadsTheIdentifiersOfEveryVector)
{
    for (const json& vector : vectors()) {
        SCOPED_TRACE(vector.at("name").get<std::string>());
        const auto control = decode_fcp(from_hex(vector.at("fcp").get<std::string>()));
        ASSERT_TRUE(control) << control.error().what;
        const json& decoded = vector.at("decoded");
        const auto fid = std::stoul(decoded.at("file_identifier").get<std::string>(), nullptr, 16);
        EXPECT_EQ(static_cast<unsigned long>(control->header.fid), fid);
        if (decoded.contains("df_name")) {
            EXPECT_EQ(to_hex(control->header.aid.value().octets()),
                      to_hex(from_hex(decoded.at("df_name").get<std::string>())));
        }
        if (decoded.contains("file_size") && control->header.structure != EfStructure::BerTlv) {
            EXPECT_EQ(control->header.size, decoded.at("file_size").get<std::size_t>());
        }
    }
}

TEST(FcpDecode, IsTheReverseOfTheEncoder)
{
    for (const json& vector : vectors()) {
        const auto& name = vector.at("name").get_ref<const std::string&>();
        SCOPED_TRACE(name);
        const Bytes encoded = from_hex(vector.at("fcp").get<std::string>());
        const auto whole = codec::TlvReader{encoded}.next();
        const auto pin_status = codec::find_value(whole->value, codec::Tag{0xC6}).value();
        const FileHeader header = decode_fcp(encoded).value().header;
        const Bytes again = encode_fcp(header, {.pin_status = pin_status.value_or(ByteView{})});
        if (!not_reversible.contains(name)) {
            EXPECT_EQ(to_hex(again), to_hex(encoded));
        }
    }
}

TEST(FcpDecode, ReadsWhatCreateFileHas)
{
    const FileControl control =
        decode_fcp(from_hex("6224 8204 4221 0005 8302 6F52 A50A C2020A0B C00140 840101"
                            "8A01 03 8B03 6F0603 8002 000A 8800"))
            .value();
    EXPECT_EQ(control.header.structure, EfStructure::LinearFixed);
    EXPECT_EQ(control.header.record_length, 5U);
    EXPECT_EQ(control.header.record_count(), 2U);
    EXPECT_EQ(control.records, 0U);
    EXPECT_EQ(control.header.life_cycle, LifeCycle::Initialisation);
    EXPECT_EQ(to_hex(control.fill.octets), "0A0B");
    EXPECT_TRUE(control.fill.repeats);
    EXPECT_EQ(control.header.special_information, 0x40);
    EXPECT_EQ(to_hex(control.header.proprietary), "840101");
    EXPECT_FALSE(control.header.sfi);
    EXPECT_TRUE(control.has(codec::Tag{0x88}));
    EXPECT_FALSE(control.has(codec::Tag{0x81}));
}

TEST(FcpDecode, RefusesWhatIsMalformed)
{
    const std::array<const char*, 21> wrong{
        "",
        "6101 00",
        "6204 8202 4121 00",
        "6203 8202 41",
        "6204 8202 4521",
        "6203 8201 41",
        "6205 8203 412100",
        "6204 8202 4221",
        "620A 8204 4221 0000 8002 0005",
        "620B 8205 4221 0005 02 8002 000B",
        "6203 8301 6F",
        "6206 8404 A0000000",
        "6202 8A00",
        "6203 8A01 02",
        "6203 8A01 10",
        "6202 8B00",
        "6206 8B01 01 8C01 00",
        "6208 8302 6F01 8302 6F01",
        "6203 8801 F8",
        "620B 8202 7821 8302 5F10 8801 28", // a DF with an SFI
        "6207 A505 C101 00 C200",
    };
    for (const char* octets : wrong) {
        EXPECT_FALSE(decode_fcp(from_hex(octets))) << octets;
    }
}

} // namespace
} // namespace uicc::filesystem
