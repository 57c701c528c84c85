#pragma once

#include "filesystem/identifiers.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// Place of a file within the image of its card; the MF is number 0.
enum class FileIndex : std::uint32_t {};

inline constexpr FileIndex mf_index{0};

enum class FileKind : Byte { Mf, Df, Adf, Ef };

/// TS 102 221 §8.2.2.
enum class EfStructure : Byte { Transparent, LinearFixed, Cyclic, BerTlv };

/// Life cycle status integer, TS 102 221 §11.1.1.4.9.
enum class LifeCycle : Byte {
    NoInformation = 0x00,
    Creation = 0x01,
    Initialisation = 0x03,
    Deactivated = 0x04,
    Activated = 0x05,
    Terminated = 0x0C,
};

/// Security attributes as they stand in the FCP, TS 102 221 §9.2.
struct SecurityAttributes {
    enum class Form : Byte {
        Referenced = 0x8B, ///< record number, or FID and record number, or FID and SE pairs
        Compact = 0x8C,    ///< AM bytes, each with its security condition octets
        Expanded = 0xAB,   ///< rules coded like a record of EF.ARR
    };

    Form form = Form::Referenced;
    Bytes value{};

    friend bool operator==(const SecurityAttributes&, const SecurityAttributes&) = default;
};

/// What does not change when the contents of a file do.
struct FileHeader {
    FileKind kind = FileKind::Ef;
    std::string name{}; ///< "EF.IMSI", "ADF.USIM"; for people, unique among siblings
    Fid fid{};          ///< an ADF without a path of its own has 7FFF
    std::optional<Aid> aid{};
    std::optional<Sfi> sfi{};
    FileIndex parent{}; ///< of the MF: itself
    EfStructure structure = EfStructure::Transparent;
    std::size_t size = 0; ///< octets of the body; records: count times length; BER-TLV: most
    std::size_t record_length = 0; ///< octets, 0 for files without records
    SecurityAttributes security{};
    LifeCycle life_cycle = LifeCycle::Activated;
    bool shareable = true;
    bool names_fid_in_fcp = true;              ///< an ADF may leave tag 83 out
    bool is_applet = false;                    ///< ADF of an application without files or FCP
    Bytes proprietary{};                       ///< sub-objects of tag A5, ready coded; empty: no A5
    std::optional<Byte> special_information{}; ///< A5/C0, TS 102 221 §11.1.1.4.6.9
    std::vector<KeyReference> pin_references{}; ///< of a directory that a command has created: C6
    Bytes fcp{}; ///< template that SELECT answers instead of one made from the above; empty: none

    [[nodiscard]] bool is_ef() const noexcept { return kind == FileKind::Ef; }

    /// TS 102 221 §11.1.1.4.6.9: read and updated as if it were activated.
    [[nodiscard]] bool is_usable_when_deactivated() const noexcept
    {
        return (special_information.value_or(0) & 0x40U) != 0;
    }

    [[nodiscard]] bool has_records() const noexcept
    {
        return structure == EfStructure::LinearFixed || structure == EfStructure::Cyclic;
    }

    [[nodiscard]] std::size_t record_count() const noexcept
    {
        return record_length == 0 ? 0 : size / record_length;
    }

    friend bool operator==(const FileHeader&, const FileHeader&) = default;
};

/// What a command wants to do with a file; the AM byte or instruction of TS 102 221 §9.2.
enum class AccessMode : Byte {
    Read,
    Update,
    Increase,
    Resize,
    Deactivate,
    Activate,
    Terminate,
    DeleteSelf,
    CreateDf, ///< in this directory, as the two below
    CreateEf,
    DeleteChild,
};

} // namespace uicc::filesystem
