#include "filesystem/catalogue/catalogue.hpp"

#include "filesystem/catalogue/tables/tables.hpp"

#include <algorithm>
#include <array>

namespace uicc::filesystem::catalogue {
namespace {

using enum Directory;

constexpr FileKind Df = FileKind::Df;
constexpr FileKind Adf = FileKind::Adf;

// Application codes: TS 101 220 Annex E; PKCS #15 v1.1 §5.4.
constexpr auto usim_aid = std::to_array<Byte>({0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02});
constexpr auto isim_aid = std::to_array<Byte>({0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04});
constexpr auto hpsim_aid = std::to_array<Byte>({0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x0A});
constexpr auto pkcs15_aid =
    std::to_array<Byte>({0xA0, 0x00, 0x00, 0x00, 0x63, 'P', 'K', 'C', 'S', '-', '1', '5'});

constexpr ByteView no_aid{};
constexpr std::nullopt_t no_fid = std::nullopt;

// TS 102 221 §8.4; below DF.TELECOM: TS 31.102 §4.6.0; below ADF.USIM: TS 31.102 §4.4. DF.EAP has
// the FID and the place that its application chooses, TS 102 310. The FID of ADF.PKCS15 is a
// convention; EF.DIR names it.
constexpr auto rows = std::to_array<DirectorySpec>({
    // clang-format off
    // directory        name               path                        fid          kind          parent   files                    aid         services                                         alias
    {Mf,                "MF",              "MF",                       Fid{0x3F00}, FileKind::Mf, Mf,      tables::mf},
    {Telecom,           "DF.TELECOM",      "DF.TELECOM",               Fid{0x7F10}, Df,            Mf,      tables::df_telecom},
    {TelecomPhonebook,  "DF.PHONEBOOK",    "DF.TELECOM/DF.PHONEBOOK",  Fid{0x5F3A}, Df,            Telecom, tables::df_phonebook},
    {Graphics,          "DF.GRAPHICS",     "DF.TELECOM/DF.GRAPHICS",   Fid{0x5F50}, Df,            Telecom, tables::df_graphics},
    {Multimedia,        "DF.MULTIMEDIA",   "DF.TELECOM/DF.MULTIMEDIA", Fid{0x5F3B}, Df,            Telecom, tables::df_multimedia,   no_aid,     ust(67)},
    {Mmss,              "DF.MMSS",         "DF.TELECOM/DF.MMSS",       Fid{0x5F3C}, Df,            Telecom, tables::df_mmss},
    {Mcs,               "DF.MCS",          "DF.TELECOM/DF.MCS",        Fid{0x5F3D}, Df,            Telecom, tables::df_mcs,          no_aid,     ust_or_ist(109, 15)},
    {V2x,               "DF.V2X",          "DF.TELECOM/DF.V2X",        Fid{0x5F3E}, Df,            Telecom, tables::df_v2x,          no_aid,     ust(119)},
    {ConfigurationData, "DF.CD",           "DF.CD",                    Fid{0x7F11}, Df,            Mf,      tables::df_cd},
    {Gsm,               "DF.GSM",          "DF.GSM",                   Fid{0x7F20}, Df,            Mf,      tables::df_gsm},
    {Cdma,              "DF.CDMA",         "DF.CDMA",                  Fid{0x7F25}, Df,            Mf,      tables::df_cdma},
    {Pkcs15,            "ADF.PKCS15",      "ADF.PKCS15",               Fid{0x7F50}, Adf,          Mf,      tables::adf_pkcs15,      pkcs15_aid, {},                                              "DF.PKCS15"},
    {Eirene,            "DF.EIRENE",       "DF.EIRENE",                Fid{0x7FE0}, Df,            Mf,      tables::df_eirene},
    {Eap,               "DF.EAP",          "DF.EAP",                   no_fid,      Df,            Mf,      tables::df_eap},
    {Usim,              "ADF.USIM",        "ADF.USIM",                 no_fid,      Adf,          Mf,      tables::adf_usim,        usim_aid},
    {UsimPhonebook,     "DF.PHONEBOOK",    "ADF.USIM/DF.PHONEBOOK",    Fid{0x5F3A}, Df,            Usim,    tables::df_phonebook,    no_aid,     ust(1)},
    {GsmAccess,         "DF.GSM-ACCESS",   "ADF.USIM/DF.GSM-ACCESS",   Fid{0x5F3B}, Df,            Usim,    tables::df_gsm_access,   no_aid,     ust(27)},
    {Mexe,              "DF.MExE",         "ADF.USIM/DF.MExE",         Fid{0x5F3C}, Df,            Usim,    tables::df_mexe,         no_aid,     ust(41)},
    {Wlan,              "DF.WLAN",         "ADF.USIM/DF.WLAN",         Fid{0x5F40}, Df,            Usim,    tables::df_wlan,         no_aid,     ust(59, 60, 61, 62, 63, 66, 81, 82, 83, 84, 88)},
    {Hnb,               "DF.HNB",          "ADF.USIM/DF.HNB",          Fid{0x5F50}, Df,            Usim,    tables::df_hnb,          no_aid,     ust(86, 90)},
    {Solsa,             "DF.SoLSA",        "ADF.USIM/DF.SoLSA",        Fid{0x5F70}, Df,            Usim,    tables::df_solsa,        no_aid,     ust(23)},
    {Prose,             "DF.ProSe",        "ADF.USIM/DF.ProSe",        Fid{0x5F90}, Df,            Usim,    tables::df_prose,        no_aid,     ust(101)},
    {Acdc,              "DF.ACDC",         "ADF.USIM/DF.ACDC",         Fid{0x5FA0}, Df,            Usim,    tables::df_acdc,         no_aid,     ust(108)},
    {Tv,                "DF.TV",           "ADF.USIM/DF.TV",           Fid{0x5FB0}, Df,            Usim,    tables::df_tv,           no_aid,     ust(116)},
    {FiveGs,            "DF.5GS",          "ADF.USIM/DF.5GS",          Fid{0x5FC0}, Df,            Usim,    tables::df_5gs,          no_aid,     ust(122, 123, 124, 125, 126, 127, 129, 130)},
    {Saip,              "DF.SAIP",         "ADF.USIM/DF.SAIP",         Fid{0x5FD0}, Df,            Usim,    tables::df_saip,         no_aid,     ust(125)},
    {Snpn,              "DF.SNPN",         "ADF.USIM/DF.SNPN",         Fid{0x5FE0}, Df,            Usim,    tables::df_snpn,         no_aid,     ust(143, 146)},
    {FiveGProse,        "DF.5G_ProSe",     "ADF.USIM/DF.5G_ProSe",     Fid{0x5FF0}, Df,            Usim,    tables::df_5g_prose,     no_aid,     ust(139)},
    {FiveMbsUeConfig,   "DF.5MBSUECONFIG", "ADF.USIM/DF.5MBSUECONFIG", Fid{0x5FF1}, Df,            Usim,    tables::df_5mbsueconfig, no_aid,     ust(147)},
    {Isim,              "ADF.ISIM",        "ADF.ISIM",                 no_fid,      Adf,          Mf,      tables::adf_isim,        isim_aid},
    {Hpsim,             "ADF.HPSIM",       "ADF.HPSIM",                no_fid,      Adf,          Mf,      tables::adf_hpsim,       hpsim_aid},
    // clang-format on
});

/// Every enumerator has its row, siblings have different FIDs and parents come first.
consteval bool is_a_tree(const auto& table)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        const DirectorySpec& spec = table[i];
        if (static_cast<std::size_t>(spec.directory) != i || spec.parent > spec.directory) {
            return false;
        }
        for (std::size_t j = i + 1; j < table.size(); ++j) {
            const DirectorySpec& other = table[j];
            const bool siblings = other.parent == spec.parent;
            if (siblings && (other.name == spec.name || (spec.fid && other.fid == spec.fid))) {
                return false;
            }
        }
    }
    return true;
}
static_assert(is_a_tree(rows));
static_assert(rows.size() == static_cast<std::size_t>(Hpsim) + 1);

const EfSpec* find_file(Directory directory, const auto& matches) noexcept
{
    const auto files = files_of(directory);
    const auto found = std::ranges::find_if(files, matches);
    return found == files.end() ? nullptr : &*found;
}

} // namespace

std::span<const DirectorySpec> directories() noexcept
{
    return rows;
}

const DirectorySpec& spec_of(Directory directory) noexcept
{
    return rows[static_cast<std::size_t>(directory)];
}

std::optional<Directory> find_directory(std::string_view path) noexcept
{
    constexpr std::string_view from_mf = "MF/";
    if (path.starts_with(from_mf)) {
        path.remove_prefix(from_mf.size());
    }
    const auto found = std::ranges::find_if(rows, [path](const DirectorySpec& spec) {
        return spec.path == path || (!spec.alias.empty() && spec.alias == path);
    });
    return found == rows.end() ? std::nullopt : std::optional{found->directory};
}

std::span<const EfSpec> files_of(Directory directory) noexcept
{
    return spec_of(directory).files();
}

const EfSpec* find_ef(Directory directory, std::string_view name) noexcept
{
    return find_file(directory, [name](const EfSpec& file) {
        return file.name == name || (!file.traits.alias.empty() && file.traits.alias == name);
    });
}

const EfSpec* find_ef(Directory directory, Fid fid) noexcept
{
    return find_file(directory, [fid](const EfSpec& file) { return file.may_have(fid); });
}

std::vector<Directory> directories_with(std::string_view ef_name)
{
    std::vector<Directory> found;
    for (const DirectorySpec& spec : rows) {
        if (find_ef(spec.directory, ef_name) != nullptr) {
            found.push_back(spec.directory);
        }
    }
    return found;
}

} // namespace uicc::filesystem::catalogue
