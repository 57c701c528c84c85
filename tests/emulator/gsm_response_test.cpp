#include "emulator/apdu/gsm_status_word.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

/// Responses of real cards, rebuilt from what they say.
namespace uicc::test {
namespace {

using namespace filesystem;
using emulator::PinDefinition;

constexpr const char* adm1_key = "A40683010A950108";
constexpr const char* pin1_key = "A406830101950108";
constexpr const char* pin2_key = "A406830181950108";

std::string response_of(std::string_view name)
{
    std::ifstream file{TEST_VECTOR_DIR "/fcp.json"};
    const auto vectors = nlohmann::json::parse(file).at("gsm_responses");
    for (const auto& vector : vectors) {
        if (vector.at("name").get<std::string>() == name) {
            return to_hex(from_hex(vector.at("response").get<std::string>()));
        }
    }
    throw std::runtime_error{"no such vector"};
}

SecurityAttributes rules(const std::string& text)
{
    return {SecurityAttributes::Form::Expanded, from_hex(text)};
}

PinDefinition pin(KeyReference reference, bool enabled)
{
    return {.reference = reference,
            .value = SecureBytes(8, 0x31),
            .unblock_value = SecureBytes(8, 0x32),
            .enabled = enabled};
}

/// A SIM with the files that a test gives it.
class Sim {
public:
    explicit Sim(Byte uicc_characteristics)
        : image_{{.name = "MF", .proprietary = {0x80, 0x01, uicc_characteristics}}}
    {}

    void add(FileHeader file) { image_.add(std::move(file)); }

    std::string select(const std::string& fid, bool chv1_enabled)
    {
        auto description = std::make_shared<emulator::CardDescription>();
        description->files = std::make_shared<const Image>(std::move(image_).build());
        description->pins = {pin(pin1, chv1_enabled), pin(pin2, true)};
        description->behaviour.classes = emulator::CommandClasses::Gsm;
        MemoryStore store;
        CardUnderTest card{description, store};
        const std::string announced = card.send("A0A40000 02 " + fid);
        return card.send("A0C00000" + announced.substr(2));
    }

private:
    ImageBuilder image_;
};

std::string select_ef(FileHeader file)
{
    Sim sim{0x71};
    const auto fid = static_cast<unsigned>(file.fid);
    sim.add(std::move(file));
    return sim.select(to_hex(Bytes{static_cast<Byte>(fid >> 8U), static_cast<Byte>(fid)}), true);
}

/// With `dfs` and `efs` below it, on a card of 5 V alone.
std::string select_directory(const std::string& fid, FileIndex directory, int dfs, int efs)
{
    Sim sim{0x11};
    if (directory != mf_index) {
        sim.add({.kind = FileKind::Df, .name = "DF", .fid = Fid{0x7F10}});
    }
    for (int i = 0; i < dfs + efs; ++i) {
        sim.add({.kind = i < dfs ? FileKind::Df : FileKind::Ef,
                 .name = "file",
                 .fid = Fid{static_cast<std::uint16_t>(0x6F00 + i)},
                 .parent = directory,
                 .size = i < dfs ? 0U : 1U});
    }
    return sim.select(fid, false);
}

TEST(GsmResponse, OfDirectoriesIsThatOfARealCard)
{
    EXPECT_EQ(select_directory("3F00", mf_index, 2, 12), response_of("MF") + "9000");
    EXPECT_EQ(select_directory("7F10", FileIndex{1}, 0, 13), response_of("DF.TELECOM") + "9000");
}

TEST(GsmResponse, OfFilesIsThatOfARealCard)
{
    using namespace std::string_literals;
    EXPECT_EQ(select_ef({.name = "EF.MSISDN",
                         .fid = Fid{0x6F40},
                         .structure = EfStructure::LinearFixed,
                         .size = 52,
                         .record_length = 26,
                         .security = rules("800103"s + pin1_key)}),
              response_of("EF.MSISDN") + "9000");
    EXPECT_EQ(select_ef({.name = "EF.ICCID",
                         .fid = Fid{0x2FE2},
                         .size = 10,
                         .security = rules("800101 9000 800102 A40683018D950108")}),
              response_of("EF.ICCID") + "9000");
    EXPECT_EQ(select_ef({.name = "EF.IMSI",
                         .fid = Fid{0x6F07},
                         .size = 9,
                         .security = rules("800111"s + pin1_key + "80010A" + adm1_key)}),
              response_of("EF.IMSI") + "9000");
    EXPECT_EQ(select_ef({.name = "EF.ACM",
                         .fid = Fid{0x6F39},
                         .structure = EfStructure::Cyclic,
                         .size = 30,
                         .record_length = 3,
                         .security = rules("800101"s + pin1_key + "800102" + pin2_key + "840132" +
                                           pin1_key + "800118" + adm1_key)}),
              response_of("EF.ACM cyclic") + "9000");
}

/// Octets 9 to 11: the nibbles of READ and UPDATE, INCREASE, REHABILITATE and INVALIDATE.
std::string conditions(const std::string& text)
{
    return select_ef({.name = "EF", .fid = Fid{0x6F01}, .size = 1, .security = rules(text)})
        .substr(16, 6);
}

TEST(GsmResponse, ShowsAccessRulesAsLevels)
{
    using namespace std::string_literals;
    const std::string pin1_or_adm1 = "A010"s + pin1_key + adm1_key;
    const std::string pin1_and_pin2 = "AF10"s + pin1_key + pin2_key;
    const std::string pin1_and_adm1 = "AF10"s + pin1_key + adm1_key;
    EXPECT_EQ(conditions("800101 9000 800102 9700"), "0FFFFF");
    EXPECT_EQ(conditions("800101" + pin1_or_adm1 + "800102" + pin1_and_pin2), "12FFFF");
    EXPECT_EQ(conditions("800101" + pin1_and_adm1), "FFFFFF") << "no single key fulfils it";
    EXPECT_EQ(conditions("800101 A40683010B950108 800102 A40683018E950108"), "5DFFFF");
    EXPECT_EQ(conditions("800101 A406830111950108"), "1FFFFF") << "the universal PIN";
    EXPECT_EQ(conditions("800101 A4"), "FFFFFF") << "malformed";
    EXPECT_EQ(conditions("800110"s + pin1_key + "800108 9000"), "FFFF10");
}

TEST(GsmStatusWord, TranslatesWhatClassA0CallsOtherwise)
{
    using emulator::in_gsm_words;
    using emulator::StatusWord;
    namespace sw = emulator::sw;
    EXPECT_EQ(in_gsm_words(sw::memory_problem).value(), 0x9240);
    EXPECT_EQ(in_gsm_words(sw::wrong_le(0)).value(), 0x6700);
    EXPECT_EQ(in_gsm_words(sw::wrong_le(22)).value(), 0x6716);
    EXPECT_EQ(in_gsm_words(sw::no_precise_diagnosis).value(), 0x6F00);
    EXPECT_EQ(in_gsm_words(sw::gsm::chv_blocked).value(), 0x9840);
    EXPECT_EQ(in_gsm_words(sw::security_context_not_supported).value(), 0x9804);
}

} // namespace
} // namespace uicc::test
