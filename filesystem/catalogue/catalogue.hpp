#pragma once

#include "filesystem/catalogue/ef_spec.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the specifications say about the files of a UICC: one table per DF.
namespace uicc::filesystem::catalogue {

enum class Directory : Byte {
    Mf,
    Telecom,
    TelecomPhonebook,
    Graphics,
    Multimedia,
    Mmss,
    Mcs,
    V2x,
    ConfigurationData,
    Gsm,
    Cdma,
    Pkcs15,
    Eirene,
    Eap,
    Usim,
    UsimPhonebook,
    GsmAccess,
    Mexe,
    Wlan,
    Hnb,
    Solsa,
    Prose,
    Acdc,
    Tv,
    FiveGs,
    Saip,
    Snpn,
    FiveGProse,
    FiveMbsUeConfig,
    Isim,
    Hpsim,
};

/// The MF, a DF or an ADF.
struct DirectorySpec {
    Directory directory{};
    std::string_view name{};  ///< "ADF.USIM", "DF.5GS"
    std::string_view path{};  ///< names from below the MF: "ADF.USIM/DF.5GS"; of the MF: "MF"
    std::optional<Fid> fid{}; ///< none: the issuer assigns one, or the AID alone names it
    FileKind kind = FileKind::Df;
    Directory parent{};                                    ///< of the MF: itself
    std::span<const EfSpec> (*files)() noexcept = nullptr; ///< its table
    ByteView aid{}; ///< ADFs: RID and application code, the issuer may append to it
    ServiceCondition services{};
    std::string_view alias{}; ///< a second name in use
};

/// All of them, parents before their children.
[[nodiscard]] std::span<const DirectorySpec> directories() noexcept;

[[nodiscard]] const DirectorySpec& spec_of(Directory directory) noexcept;

/// By path from the MF, with or without "MF/" in front; aliases are understood.
[[nodiscard]] std::optional<Directory> find_directory(std::string_view path) noexcept;

/// The EFs right below a directory in the order of the standard.
[[nodiscard]] std::span<const EfSpec> files_of(Directory directory) noexcept;

/// By name or alias; nullptr when the standard has no such file there.
[[nodiscard]] const EfSpec* find_ef(Directory directory, std::string_view name) noexcept;

/// By FID; for FIDs that the profile picks, the row whose range holds it.
[[nodiscard]] const EfSpec* find_ef(Directory directory, Fid fid) noexcept;

/// Every directory that has a file of this name, for messages such as "EF.IMSI lies in ADF.USIM".
[[nodiscard]] std::vector<Directory> directories_with(std::string_view ef_name);

} // namespace uicc::filesystem::catalogue
