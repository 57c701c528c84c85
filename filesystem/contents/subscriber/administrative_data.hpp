#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <optional>
#include <string_view>

namespace uicc::filesystem::contents {

/// How the terminal is to operate, TS 31.102 §4.2.18 byte 1.
enum class OperationMode : Byte {
    Normal = 0x00,
    NormalAndSpecificFacilities = 0x01,
    Maintenance = 0x02,
    CellTest = 0x04,
    TypeApproval = 0x80,
    TypeApprovalAndSpecificFacilities = 0x81,
};

/// "normal", "type-approval", ...; nothing for other values.
[[nodiscard]] std::optional<std::string_view> to_string(OperationMode mode) noexcept;
[[nodiscard]] Result<OperationMode, ContentError> parse_operation_mode(std::string_view text);

/// EF.AD of USIM (TS 31.102 §4.2.18), SIM (TS 51.011 §10.3.18) and ISIM (TS 31.103 §4.2.5).
struct AdministrativeData {
    OperationMode mode = OperationMode::Normal;
    Byte reserved = 0;    ///< byte 2
    Byte information = 0; ///< byte 3; b1: ciphering indicator
    /// Digits of the MNC within the IMSI, 2 or 3; the ISIM has none.
    std::optional<unsigned> mnc_length{};

    friend bool operator==(const AdministrativeData&, const AdministrativeData&) = default;
};

/// 4 octets, or 3 without a length of the MNC.
[[nodiscard]] Result<Bytes, ContentError> encode_administrative_data(
    const AdministrativeData& data);

[[nodiscard]] Result<AdministrativeData, ContentError> decode_administrative_data(ByteView body);

} // namespace uicc::filesystem::contents
