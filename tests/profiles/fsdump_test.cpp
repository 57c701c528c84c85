#include "codec/hex.hpp"
#include "filesystem/fcp_template.hpp"
#include "profiles/export/export_profile.hpp"
#include "profiles/fsdump/dump.hpp"
#include "profiles/fsdump/import_dump.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

namespace uicc::profiles::fsdump {
namespace {

using nlohmann::json;
using test::from_hex;
using test::to_hex;

std::string text_of(const std::string& name)
{
    std::ifstream file{PROJECT_SOURCE_DIR "/tests/vectors/fsdump/" + name};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A dump with some files, for one thing at a time.
std::string dump_of(const std::string& files)
{
    return R"({"name": "x", "atr": "3b00", "files": {)" + files + "}}";
}

std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });
    return text;
}

std::string mistake(const std::string& text)
{
    const auto imported = import_dump(text);
    return imported ? "" : imported.error();
}

bool holds(const std::vector<std::string>& lines, std::string_view part)
{
    return std::ranges::any_of(
        lines, [part](const auto& line) { return line.find(part) != std::string::npos; });
}

/// A dump, the profile made from it, and its card in a reader.
class ImportedDump {
public:
    explicit ImportedDump(const std::string& text)
        : dump_(json::parse(text)), imported_{import_dump(text).value()}
    {
        const auto card = load_profile_text(imported_.text, "imported.yaml");
        EXPECT_TRUE(card) << card.error().front().to_string() << "\n" << imported_.text;
        if (card) {
            description_ = *card;
            card_.emplace(description_, store_);
        }
    }

    [[nodiscard]] const json& files() const { return dump_.at("files"); }
    [[nodiscard]] const ImportReport& report() const { return imported_.report; }
    [[nodiscard]] const std::string& text() const { return imported_.text; }
    [[nodiscard]] const auto& description() const { return description_; }
    test::CardUnderTest& card() { return *card_; }

    /// Selects a file step by step; the answer of the last SELECT.
    std::string select(const std::string& path)
    {
        std::string answer = fetch("00A40004023F00");
        std::string so_far;
        std::istringstream steps{path};
        for (std::string step; std::getline(steps, step, '/');) {
            so_far += (so_far.empty() ? "" : "/") + step;
            if (so_far != "MF") {
                answer = fetch(command_for(so_far, step));
            }
        }
        return answer;
    }

    std::string fetch(const std::string& command)
    {
        const std::string answer = card_->send(command);
        const bool waits = answer.size() == 4 && answer.starts_with("61");
        return waits ? card_->send("00C00000" + answer.substr(2)) : answer;
    }

    [[nodiscard]] Bytes fcp_of(const std::string& path) const
    {
        const auto file = files().find(path);
        return file == files().end() ? Bytes{} : from_hex(file->value("fcp_raw", ""));
    }

private:
    [[nodiscard]] std::string command_for(const std::string& path, const std::string& name) const
    {
        const auto fcp = filesystem::read_fcp_template(fcp_of(path));
        if (fcp && fcp->aid) {
            const ByteView aid = fcp->aid->octets();
            return "00A40404" + to_hex(Bytes{static_cast<Byte>(aid.size())}) + to_hex(aid);
        }
        if (fcp && fcp->fid) {
            return "00A4000402" + to_hex(from_hex(fid_text(*fcp->fid)));
        }
        const json file = files().value(path, json::object());
        const std::string in_name = name.substr(name.size() - 4);
        return "00A4000402" +
               (file.contains("fcp") ? file.at("fcp").value("file_identifier", in_name) : in_name);
    }

    static std::string fid_text(filesystem::Fid fid)
    {
        const auto value = static_cast<unsigned>(fid);
        return to_hex(Bytes{static_cast<Byte>(value >> 8U), static_cast<Byte>(value)});
    }

    json dump_;
    ImportedProfile imported_;
    std::shared_ptr<const emulator::CardDescription> description_;
    filesystem::MemoryStore store_;
    std::optional<test::CardUnderTest> card_;
};

void expect_same_fcps(ImportedDump& dump, const std::vector<std::string>& lost = {})
{
    std::size_t compared = 0;
    for (const auto& [path, file] : dump.files().items()) {
        const std::string fcp = upper(file.value("fcp_raw", ""));
        if (!fcp.starts_with("62") || std::ranges::find(lost, path) != lost.end()) {
            continue;
        }
        const std::string answer = dump.select(path);
        EXPECT_EQ(answer.substr(0, answer.size() - 4), fcp) << path;
        ++compared;
    }
    EXPECT_GT(compared, 10U);
}

/// Bodies and records as the dump has them, FF behind what was cut off.
void expect_same_contents(ImportedDump& dump, const std::vector<std::string>& lost = {})
{
    std::size_t compared = 0;
    for (const auto& [path, file] : dump.files().items()) {
        const bool readable = file.contains("body") && !file.at("body").is_object() &&
                              std::ranges::find(lost, path) == lost.end();
        if (!readable || dump.select(path).ends_with("6A82")) {
            continue;
        }
        std::string expected;
        std::string found;
        if (file.at("body").is_string()) {
            expected = upper(file.at("body"));
            found = dump.fetch("00B0000000");
        } else {
            std::size_t number = 0;
            for (const auto& record : file.at("body")) {
                const std::string answer =
                    dump.fetch("00B2" + to_hex(Bytes{static_cast<Byte>(++number)}) + "0400");
                const std::string octets = upper(record);
                expected += octets;
                found += answer.substr(0, octets.size());
            }
        }
        EXPECT_EQ(found.substr(0, expected.size()), expected) << path;
        ++compared;
    }
    EXPECT_GT(compared, 5U);
}

void verify_everything(ImportedDump& dump)
{
    dump.card().send("0020000A 08 3838383838383838");
    dump.card().send("00200001 08 31323334FFFFFFFF");
}

TEST(Fsdump, OfAUsimAndIsimAnswersAsTheCardDid)
{
    ImportedDump dump{text_of("sysmo_isim.json")};
    expect_same_fcps(dump);
    verify_everything(dump);
    expect_same_contents(dump);
    EXPECT_EQ(identity_of(*dump.description()).imsi, "001010123456789");
    EXPECT_EQ(to_hex(dump.description()->cold_atr), "3B9F96801F878031E073FE211B674A4C753034054BA9");
}

TEST(Fsdump, ReportNamesWhatIsMissing)
{
    ImportedDump dump{text_of("sysmo_isim.json")};
    const ImportReport& report = dump.report();
    EXPECT_EQ(report.absent, 3U);
    EXPECT_TRUE(holds(report.not_captured, "MF/DF.SYSTEM/EF.SIM_AUTH_KEY: 6982 "));
    EXPECT_TRUE(holds(report.not_captured, "MF/ADF.USIM: its algorithm, K, OPc"));
    EXPECT_TRUE(holds(report.not_captured, "PIN1: its value"));
    EXPECT_TRUE(holds(report.filled_in, "MF/ADF.USIM: Milenage with zeros"));
    EXPECT_FALSE(holds(report.not_captured, "RUN GSM ALGORITHM")) << "that of the USIM";
    EXPECT_TRUE(holds(report.filled_in, "MF/DF.SYSTEM/EF.SIM_AUTH_KEY: contents of FF"));
    EXPECT_TRUE(holds(report.filled_in, "EF.FDN: contents as the standard has them"));
    EXPECT_NE(report.to_text().find("not captured:\n  "), std::string::npos);
}

TEST(Fsdump, KeepsTheRulesOfTheCard)
{
    ImportedDump dump{text_of("sysmo_isim.json")};
    dump.card().send("00280001 08 31323334FFFFFFFF"); // enables PIN1
    dump.card().card().reset();
    dump.select("MF/ADF.USIM/EF.IMSI");
    EXPECT_EQ(dump.fetch("00B0000009"), "6982");
    EXPECT_EQ(dump.select("MF").substr(70, 4), "01E0") << "the PIN status follows";
    verify_everything(dump);
    dump.select("MF/ADF.USIM/EF.IMSI");
    EXPECT_TRUE(dump.fetch("00B0000009").ends_with("9000"));
}

TEST(Fsdump, OfAnotherVendorKeepsItsOwnFilesAndOddities)
{
    ImportedDump dump{text_of("vendor.json")};
    const std::vector<std::string> lost{"MF/DF.7F66/EF.Zwei"};
    expect_same_fcps(dump, lost);
    expect_same_contents(dump, {"MF/DF.7F66/EF.Zwei", "MF/EF.Nameless"});
    const ImportReport& report = dump.report();
    EXPECT_TRUE(holds(report.not_captured,
                      "MF/DF.7F66/EF.Zwei: MF/DF.7F66/EF.Eins has the identifier 6F05"));
    EXPECT_TRUE(holds(report.not_captured, "MF/EF.Nameless: its identifier is not known"));
    EXPECT_TRUE(holds(report.not_captured, "MF/EF.Decoded: its contents are decoded"));
    EXPECT_TRUE(holds(report.not_captured, "MF/EF.BootOnly: the dump has no contents"));
    EXPECT_TRUE(holds(report.not_captured, "MF/EF.2F77: 6982: Security"));
    EXPECT_TRUE(holds(report.filled_in, "MF/EF.Compact: an access rule"));
    EXPECT_TRUE(holds(report.filled_in, "MF/EF.Long: room for more octets"));
    EXPECT_TRUE(holds(report.filled_in, "MF/EF.NoFcp: the FCP"));
}

TEST(Fsdump, KeepsTheObjectsOfABerTlvFile)
{
    ImportedDump dump{text_of("vendor.json")};
    EXPECT_NE(dump.text().find("800201029F2702AABB"), std::string::npos) << dump.text();
}

TEST(Fsdump, OfAnOldSimBecomesFilesWithItsConditions)
{
    ImportedDump dump{text_of("old_sim.json")};
    EXPECT_TRUE(dump.fetch("00A40004022FE2").starts_with("62"));
    EXPECT_EQ(dump.fetch("00B000000A"), "988800000000000000719000");
    const auto fids = std::array{"3F00", "7F20", "6F39"};
    for (const char* fid : fids) {
        dump.fetch(std::string{"00A4000402"} + fid);
    }
    EXPECT_EQ(dump.fetch("00B2010403"), "0000019000") << "PIN1 is disabled";
    EXPECT_EQ(dump.report().absent, 1U);
    EXPECT_TRUE(holds(dump.report().not_captured, "EF.Kc: 9804"));
    EXPECT_TRUE(holds(dump.report().not_captured,
                      "MF/DF.GSM: its algorithm and Ki; RUN GSM ALGORITHM fails until the profile "
                      "has gsm: {algorithm, ki}"));
    EXPECT_TRUE(holds(dump.report().not_captured, "PINs: which there are"));
    EXPECT_TRUE(holds(dump.report().filled_in, "pins: PIN1 1234"));
}

TEST(Fsdump, ProfileSurvivesAnExport)
{
    for (const char* name : {"sysmo_isim.json", "vendor.json", "old_sim.json"}) {
        SCOPED_TRACE(name);
        ImportedDump dump{text_of(name)};
        const auto exported =
            export_profile(dump.description(), ExportSecrets::Written).value().text;
        const auto again = load_profile_text(exported, "again.yaml");
        ASSERT_TRUE(again) << again.error().front().to_string() << exported;
        EXPECT_EQ(export_profile(*again, ExportSecrets::Written).value().text, exported);
        EXPECT_EQ((*again)->files->file_count(), dump.description()->files->file_count());
    }
}

TEST(Fsdump, TakesWhatOnlyLooksLikeADump)
{
    const auto minimal = import_dump(R"({"files": {"MF": {}}})");
    ASSERT_TRUE(minimal) << minimal.error();
    EXPECT_TRUE(load_profile_text(minimal->text, "x"));
    EXPECT_TRUE(holds(minimal->report.not_captured, "the ATR"));
    const auto without_mf = import_dump(dump_of(R"("EF.ICCID": {"body": "98880000000000000071"})"));
    ASSERT_TRUE(without_mf) << without_mf.error();
    EXPECT_TRUE(load_profile_text(without_mf->text, "x"));
}

TEST(Fsdump, HasOneMfWhoeverElseClaimsItsPlace)
{
    const auto imported = import_dump(dump_of(
        R"("MF": {"path": ["MF"], "fcp_raw": "622B8A01078202782183023F00C60F90018083010195010083011183010A8B042F060101"},
           "MF/EF.2F77": {"path": [], "fcp_raw": "621482024121830250318a01058b032f060180020010"})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_TRUE(holds(imported->report.not_captured,
                      "MF/EF.2F77: its path is that of the MF, which is there already"));
    EXPECT_TRUE(load_profile_text(imported->text, "card.yaml")) << imported->text;
}

TEST(Fsdump, GivesASizeToStandardFilesThatHaveNoUsualOne)
{
    const auto imported =
        import_dump(dump_of(R"("MF/ADF.PKCS15/EF.ODF": {"path": ["MF", "ADF.PKCS15", "EF.ODF"]})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_TRUE(load_profile_text(imported->text, "card.yaml")) << imported->text;
}

TEST(Fsdump, KnowsTheIdentifierThatAnApplicationUsuallyHas)
{
    const auto imported = import_dump(dump_of(
        R"("MF/ADF.X": {"path": ["MF", "ADF.X"], "fcp_raw": "62298202782183027f50840ca001740245569b43532d31358a01058b032f0601c60990018083010183010a"},
           "MF/ADF.PKCS15/EF.ODF": {"path": ["MF", "ADF.PKCS15", "EF.ODF"]})"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_TRUE(holds(imported->report.not_captured, "has the identifier 7F50 already"));
    EXPECT_TRUE(load_profile_text(imported->text, "card.yaml")) << imported->text;
}

TEST(Fsdump, SaysWhatIsWrongWithAnAtr)
{
    const auto reason_of = [](const std::string& atr) {
        const auto imported =
            import_dump(R"({"atr": ")" + atr + R"(", "files": {"MF/EF.DIR": {}}})");
        EXPECT_TRUE(imported);
        return imported ? imported->report.not_captured.front() : "";
    };
    const std::string malformed = "the ATR: that of the dump is malformed: ";
    EXPECT_EQ(reason_of("3B9F968000"),
              malformed + "its interface characters announce 20 octets, the ATR has 5");
    EXPECT_EQ(reason_of("3B80800102"),
              malformed + "TCK is wrong: the octets from T0 to TCK must XOR to 00");
    EXPECT_TRUE(reason_of("3BXX").starts_with(malformed)) << reason_of("3BXX");
    EXPECT_EQ(reason_of(""), "the ATR: the dump has none");
}

TEST(Fsdump, CountsOneFileAsOne)
{
    ImportReport report{.files = 1, .with_contents = 1, .absent = 1};
    EXPECT_EQ(report.to_text(), "1 file, 1 of them with contents; 1 that the dump looked for is "
                                "not on the card\n");
}

TEST(Fsdump, SaysWhereItIsWrong)
{
    EXPECT_TRUE(mistake("{\"files\":\n {,").starts_with("2:3: this is no JSON: "));
    const std::string end = mistake("{\n\"a\": 1,\n ");
    EXPECT_TRUE(end.starts_with("3:2: this is no JSON: unexpected end of input")) << end;
    EXPECT_NE(end.find("expected string literal"), std::string::npos) << end;
    EXPECT_EQ(mistake("{\"files\":\n {\"MF\": \"07465b5c"),
              "2:18: this is no JSON: invalid string: missing closing quote");
    EXPECT_EQ(mistake("{\"'; expected 07465b5c"),
              "1:23: this is no JSON: invalid string: missing closing quote");
    EXPECT_EQ(mistake("[07465b5c]"),
              "1:6: this is no JSON: unexpected number literal; expected ']'");
    EXPECT_EQ(mistake("[]"), "a dump is one JSON object");
    EXPECT_EQ(mistake("{}"), "files: an object with the files of the card is wanted here");
    EXPECT_EQ(mistake(R"({"name": 3, "files": {"MF": {}}})"), "name: a text is wanted here");
    EXPECT_EQ(mistake(R"({"aids": 3, "files": {"MF": {}}})"),
              "aids: an object with an AID for each key is wanted here");
    EXPECT_EQ(mistake(dump_of(R"("MF": 3)")), "files/MF: an object is wanted here");
    EXPECT_TRUE(
        mistake(dump_of(R"("MF": {"fcp_raw": "62XX"})")).starts_with("files/MF: fcp_raw: "));
    EXPECT_TRUE(mistake(dump_of(R"("MF/EF.X": {"body": ["00", "0"]})"))
                    .starts_with("files/MF/EF.X: body[1]: "));
    EXPECT_EQ(mistake(dump_of(R"("MF/EF.X": {"body": 3})")),
              "files/MF/EF.X: body: hexadecimal digits are wanted here");
    EXPECT_EQ(mistake(dump_of(R"("MF": {"path": [3]})")),
              "files/MF: path: a list of names is wanted here");
    EXPECT_EQ(mistake(dump_of(R"("MF": {"path": "MF"})")),
              "files/MF: path: a list of names is wanted here");
    EXPECT_NE(mistake(dump_of(R"("MF/1/2/3/4/5/6/7/8/9/a/b": {})")).find("directories deep"),
              std::string::npos);
}

TEST(Fsdump, HasLimits)
{
    EXPECT_NE(mistake(std::string(largest_dump + 1, ' ')).find("at most 16 MB"), std::string::npos);
    EXPECT_FALSE(mistake(std::string(1U << 20U, '[')).empty());
    EXPECT_FALSE(
        mistake(R"({"files": {"MF": )" + std::string(200, '[') + std::string(200, ']') + "}}")
            .empty());
    EXPECT_FALSE(mistake(R"({"files": {"MF": {"body": 1e999}}})").empty());
    std::string many;
    for (std::size_t i = 0; i <= most_files; ++i) {
        many += (many.empty() ? "\"" : ",\"") + std::to_string(i) + "\": {}";
    }
    EXPECT_NE(mistake(dump_of(many)).find("at most 4096 files"), std::string::npos);
}

/// Whatever is imported loads, or is refused with a sentence.
void expect_no_crash(const std::string& text)
{
    const auto imported = import_dump(text);
    if (!imported) {
        EXPECT_FALSE(imported.error().empty());
        return;
    }
    const auto card = load_profile_text(imported->text, "imported.yaml");
    EXPECT_TRUE(card) << card.error().front().to_string() << "\n" << imported->text;
}

TEST(Fsdump, SurvivesEveryCut)
{
    const std::string whole = text_of("old_sim.json");
    for (std::size_t size = 0; size < whole.size() - 1; ++size) {
        EXPECT_FALSE(import_dump(whole.substr(0, size))) << size;
    }
}

TEST(Fsdump, SurvivesDamagedOctets)
{
    std::mt19937 random{20};
    const std::string digits = "0123456789abcdef";
    for (const char* name : {"vendor.json", "sysmo_isim.json", "old_sim.json"}) {
        const std::string whole = text_of(name);
        for (int round = 0; round < 100; ++round) {
            std::string damaged = whole;
            for (int i = 0; i < 4; ++i) {
                char& letter = damaged[random() % damaged.size()];
                if (digits.find(letter) != std::string::npos) {
                    letter = digits[random() % digits.size()];
                }
            }
            SCOPED_TRACE(std::string{name} + " " + std::to_string(round));
            expect_no_crash(damaged);
        }
    }
}

} // namespace
} // namespace uicc::profiles::fsdump
