#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"
#include "filesystem/contents/network/plmn.hpp"

#include <optional>
#include <string_view>

namespace uicc::filesystem::contents {

/// Which file: the parts are the same, their sizes differ.
enum class LocationKind {
    Loci,      ///< TS 31.102 §4.2.17: TMSI 4, LAC 2, one octet TMSI time
    PsLoci,    ///< §4.2.23, EF.LOCIGPRS: P-TMSI 4 and signature 3, LAC 2 and RAC 1
    EpsLoci,   ///< §4.2.91: GUTI 12, TAC 2
    FiveGsLoci ///< §4.4.11.2: 5G-GUTI 13, TAC 3
};

/// Where the terminal was registered last.
struct Location {
    Bytes identity{};            ///< temporary identity; empty: none, FF
    std::optional<Plmn> plmn{};  ///< none: FFFFFF
    std::optional<Bytes> area{}; ///< LAC, LAC and RAC, or TAC; none: 0000, a RAC FF
    Byte tmsi_time = 0xFF;       ///< EF.LOCI only
    Byte status = 1;             ///< 0 updated, 1 not updated, 2 PLMN and 3 area not allowed

    friend bool operator==(const Location&, const Location&) = default;
};

/// Names of the update status: updated, not-updated, plmn-not-allowed, area-not-allowed.
[[nodiscard]] Result<Byte, ContentError> parse_location_status(std::string_view text);
[[nodiscard]] std::optional<std::string_view> location_status_name(Byte status) noexcept;

[[nodiscard]] Result<Bytes, ContentError> encode_location(LocationKind kind,
                                                          const Location& location);

[[nodiscard]] Result<Location, ContentError> decode_location(LocationKind kind, ByteView body);

} // namespace uicc::filesystem::contents
