#pragma once

#include "codec/result.hpp"
#include "filesystem/file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// A key of tag C6 and whether it is enabled, TS 102 221 §9.5.2.
struct ListedKey {
    KeyReference reference{};
    bool enabled = true;
};

/// What an FCP template says of a file, TS 102 221 §11.1.1.3.
struct FcpTemplate {
    bool is_directory = false;
    EfStructure structure = EfStructure::Transparent;
    bool shareable = false;
    std::size_t record_length = 0; ///< octets
    std::size_t record_count = 0;
    std::optional<Fid> fid{};
    std::optional<Aid> aid{};
    std::optional<SecurityAttributes> security{}; ///< of a form that access rules know
    LifeCycle life_cycle = LifeCycle::Activated;
    std::size_t size = 0;     ///< octets, tag 80; of a BER-TLV EF at least its maximum, A5/86
    std::optional<Sfi> sfi{}; ///< without tag 88: what the FID implies
    Bytes proprietary{};      ///< sub-objects of tag A5 but C0
    std::optional<Byte> special_information{};
    std::optional<std::vector<ListedKey>> keys{}; ///< of tag C6, if there is one
};

/// Octets of a FCP template that SELECT can answer, TS 102 221 §11.1.1.3.
inline constexpr std::size_t longest_fcp_template = 256;

/// A template with tag 62 (or 6F), whatever the order of its objects and however many of them are
/// unknown. The error is a sentence.
[[nodiscard]] Result<FcpTemplate, std::string> read_fcp_template(ByteView encoded);

} // namespace uicc::filesystem
