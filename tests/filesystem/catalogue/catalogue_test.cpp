#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/catalogue/standard_rules.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace uicc::filesystem::catalogue {
namespace {

using nlohmann::json;

/// Where the tables know better than the sheet, and why.
const std::map<std::string, std::string> corrections = {
    {"MF/DF.TELECOM/EF.LND", "cyclic, TS 51.011 §10.5.6"},
    {"MF/ADF.USIM/EF.ACM", "SFI 1C, TS 31.102 §4.2.9 and Annex H"},
    {"MF/ADF.USIM/EF.TVCONFIG", "linear fixed, read always, TS 31.102 §4.2.108"},
    {"MF/ADF.USIM/DF.ACDC/EF.ACDC_LIST", "transparent, SFI 01, TS 31.102 §4.4.9.2"},
};

/// Names of the sheet that carry an explanation.
const std::map<std::string, std::string> plain_names = {
    {"EF.ACMF (example FID)", "EF.ACMF"},
    {"EF.CIAInfo/TokenInfo", "EF.TokenInfo"},
    {"DF.PKCS15", "ADF.PKCS15"},
};

const std::map<std::string, AccessLevel> levels = {
    {"ALW", AccessLevel::Always},
    {"PIN", AccessLevel::Pin},
    {"CHV1", AccessLevel::Pin},
    {"PIN2", AccessLevel::Pin2},
    {"ADM", AccessLevel::Adm},
    {"NEV", AccessLevel::Never},
    {"PIN or PIN2", AccessLevel::PinOrPin2},
    {"CHV1 or CHV2", AccessLevel::PinOrPin2},
    {"PIN or ADM", AccessLevel::PinOrAdm},
};

const std::map<std::string, EfStructure> structures = {
    {"transparent", EfStructure::Transparent},
    {"linear_fixed", EfStructure::LinearFixed},
    {"cyclic", EfStructure::Cyclic},
    {"ber_tlv", EfStructure::BerTlv},
};

std::string plain(const std::string& name)
{
    const auto found = plain_names.find(name);
    return found == plain_names.end() ? name : found->second;
}

json sheet_files()
{
    std::ifstream file{TEST_VECTOR_DIR "/ef-catalogue.json"};
    return json::parse(file).at("files");
}

Fid fid_of(const json& row)
{
    return Fid{
        static_cast<std::uint16_t>(std::stoul(row.at("fid").get<std::string>(), nullptr, 16))};
}

bool is_directory(const json& row)
{
    return row.at("structure") == "df" || row.at("structure") == "adf";
}

const EfSpec* table_row(const json& row)
{
    const auto directory = find_directory(row.at("df").get<std::string>());
    return directory ? find_ef(*directory, plain(row.at("name").get<std::string>())) : nullptr;
}

void expect_access(const json& row, const EfSpec& spec)
{
    if (row.at("access").is_null()) {
        return; // DF.CDMA and DF.EIRENE
    }
    const json& access = row.at("access");
    const auto level = [&access](const char* name, const char* gsm_name) {
        return levels.at(access.value(name, access.value(gsm_name, "")));
    };
    EXPECT_EQ(spec.update, levels.at(access.at("update").get<std::string>()));
    EXPECT_EQ(spec.traits.deactivate, level("deactivate", "invalidate"));
    EXPECT_EQ(spec.traits.activate, level("activate", "rehabilitate"));
    EXPECT_EQ(spec.traits.increase.has_value(), access.contains("increase"));
}

void expect_uncorrected(const json& row, const EfSpec& spec)
{
    EXPECT_EQ(spec.structure, structures.at(row.at("structure").get<std::string>()));
    EXPECT_EQ(spec.sfi.has_value(), row.contains("sfi") && !row.at("sfi").is_null());
    if (spec.sfi && row.contains("sfi")) {
        EXPECT_EQ(spec.sfi->value(), row.at("sfi").get<unsigned>());
    }
    if (!row.at("access").is_null()) {
        EXPECT_EQ(spec.read, levels.at(row.at("access").at("read").get<std::string>()));
    }
}

TEST(Catalogue, HasEveryEfOfTheSheet)
{
    std::size_t compared = 0;
    for (const json& row : sheet_files()) {
        if (is_directory(row)) {
            continue;
        }
        const auto path = row.at("path").get<std::string>();
        SCOPED_TRACE(path);
        const EfSpec* spec = table_row(row);
        ASSERT_NE(spec, nullptr);
        EXPECT_EQ(spec->fid, fid_of(row));
        EXPECT_EQ(spec->traits.last_fid.has_value(), row.contains("fid_range"));
        EXPECT_TRUE(spec->traits.mandatory || !row.at("mandatory").get<bool>());
        expect_access(row, *spec);
        if (!corrections.contains(path)) {
            expect_uncorrected(row, *spec);
        }
        ++compared;
    }
    EXPECT_EQ(compared, 385U);
}

TEST(Catalogue, HasEveryDirectoryOfTheSheet)
{
    std::size_t compared = 0;
    for (const json& row : sheet_files()) {
        if (!is_directory(row)) {
            continue;
        }
        SCOPED_TRACE(row.at("path").get<std::string>());
        const auto directory = find_directory(row.at("path").get<std::string>());
        ASSERT_TRUE(directory);
        const DirectorySpec& spec = spec_of(*directory);
        EXPECT_EQ(spec.name, plain(row.at("name").get<std::string>()));
        EXPECT_EQ(spec_of(spec.parent).path == "MF", row.at("df") == "MF");
        ASSERT_EQ(spec.fid.has_value(), !row.at("fid").is_null() && row.at("fid") != "");
        if (spec.fid) {
            EXPECT_EQ(*spec.fid, fid_of(row));
        }
        ++compared;
    }
    EXPECT_EQ(compared, 30U);
    EXPECT_EQ(directories().size(), compared + 1); // the MF
}

TEST(Catalogue, AddsOnlyTheFilesOfDeviceManagement)
{
    std::set<std::string> known;
    for (const json& row : sheet_files()) {
        known.insert(row.at("df").get<std::string>() + "/" +
                     plain(row.at("name").get<std::string>()));
    }
    for (const DirectorySpec& directory : directories()) {
        for (const EfSpec& file : files_of(directory.directory)) {
            const std::string prefix =
                directory.directory == Directory::Mf
                    ? "MF/"
                    : "MF/" +
                          std::string{directory.alias.empty() ? directory.path : directory.alias} +
                          "/";
            const bool in_sheet = known.contains(prefix + std::string{file.name});
            EXPECT_TRUE(in_sheet || directory.directory == Directory::Pkcs15) << file.name;
        }
    }
}

TEST(Catalogue, CarriesTheCorrections)
{
    EXPECT_EQ(find_ef(Directory::Telecom, "EF.LND")->structure, EfStructure::Cyclic);
    EXPECT_EQ(find_ef(Directory::Usim, "EF.ACM")->sfi, 0x1C_sfi);
    EXPECT_EQ(find_ef(Directory::Usim, "EF.TVCONFIG")->structure, EfStructure::LinearFixed);
    EXPECT_EQ(find_ef(Directory::Usim, "EF.TVCONFIG")->read, AccessLevel::Always);
    EXPECT_EQ(find_ef(Directory::Acdc, "EF.ACDC_LIST")->structure, EfStructure::Transparent);
    EXPECT_EQ(find_ef(Directory::Acdc, "EF.ACDC_LIST")->sfi, 0x01_sfi);
}

TEST(Catalogue, RowsAreConsistent)
{
    for (const DirectorySpec& directory : directories()) {
        for (const EfSpec& file : files_of(directory.directory)) {
            SCOPED_TRACE(std::string{directory.path} + "/" + std::string{file.name});
            EXPECT_TRUE(file.has_records() || file.record_count == 0);
            EXPECT_TRUE(file.structure == EfStructure::Cyclic || !file.traits.increase);
            EXPECT_LE(file.size, 255U);
            EXPECT_NE(rule_for(file.rights()), nullptr);
        }
    }
}

TEST(FindDirectory, TakesPathsWithAndWithoutTheMf)
{
    EXPECT_EQ(find_directory("ADF.USIM/DF.5GS"), Directory::FiveGs);
    EXPECT_EQ(find_directory("MF/ADF.USIM/DF.5GS"), Directory::FiveGs);
    EXPECT_EQ(find_directory("MF"), Directory::Mf);
    EXPECT_EQ(find_directory("DF.PKCS15"), Directory::Pkcs15);
    EXPECT_EQ(find_directory("ADF.PKCS15"), Directory::Pkcs15);
    EXPECT_EQ(find_directory("DF.5GS"), std::nullopt);
    EXPECT_EQ(find_directory(""), std::nullopt);
    EXPECT_EQ(find_directory("MF/"), std::nullopt);
}

TEST(FindEf, KnowsNamesAliasesAndFids)
{
    EXPECT_EQ(find_ef(Directory::Usim, "EF.IMSI")->fid, Fid{0x6F07});
    EXPECT_EQ(find_ef(Directory::Usim, Fid{0x6F07})->name, "EF.IMSI");
    EXPECT_EQ(find_ef(Directory::Pkcs15, "EF.CIAInfo")->name, "EF.TokenInfo");
    EXPECT_EQ(find_ef(Directory::Mf, "EF.IMSI"), nullptr);
    EXPECT_EQ(find_ef(Directory::Usim, ""), nullptr);
    EXPECT_EQ(find_ef(Directory::Usim, Fid{0x1234}), nullptr);
}

TEST(FindEf, FindsTheRangeThatAFidIsPickedFrom)
{
    EXPECT_EQ(find_ef(Directory::TelecomPhonebook, Fid{0x4F58})->name, "EF.ADN");
    EXPECT_EQ(find_ef(Directory::TelecomPhonebook, Fid{0x4F5F})->name, "EF.ADN");
    EXPECT_EQ(find_ef(Directory::TelecomPhonebook, Fid{0x4F60})->name, "EF.PBC");
    EXPECT_EQ(find_ef(Directory::TelecomPhonebook, Fid{0x4F57})->name, "EF.IAP");
}

TEST(DirectoriesWith, ListsEveryPlaceOfAName)
{
    EXPECT_EQ(directories_with("EF.LOCI"), (std::vector{Directory::Gsm, Directory::Usim}));
    EXPECT_TRUE(directories_with("EF.Nothing").empty());
}

TEST(ServiceConditions, AnyAndAllDiffer)
{
    const auto with = [](std::set<unsigned> available) {
        return [available = std::move(available)](Service service) {
            return available.contains(service.number);
        };
    };
    const auto& fdn = find_ef(Directory::Usim, "EF.FDN")->services; // 2 and/or 89
    EXPECT_TRUE(fdn.holds(with({89})));
    EXPECT_FALSE(fdn.holds(with({3})));

    const auto& presentation = find_ef(Directory::Usim, "EF.EHPLMNPI")->services; // 71 and 73
    EXPECT_TRUE(presentation.holds(with({71, 73})));
    EXPECT_FALSE(presentation.holds(with({71})));

    EXPECT_TRUE(find_ef(Directory::Usim, "EF.IMSI")->services.holds(with({})));
}

TEST(ServiceConditions, NameTheTableTheyMean)
{
    EXPECT_EQ(find_ef(Directory::Isim, "EF.SMS")->services.services()[0],
              (Service{ServiceTable::Ist, 6}));
    EXPECT_EQ(spec_of(Directory::Mcs).services.services()[1], (Service{ServiceTable::Ist, 15}));
    EXPECT_EQ(find_ef(Directory::FiveGProse, "EF.5G_PROSE_DD")->services.services()[0],
              (Service{ServiceTable::ProseSt5g, 1}));
}

} // namespace
} // namespace uicc::filesystem::catalogue
