#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::filesystem::contents {

/// A record of EF.ECC below ADF.USIM, TS 31.102 §4.2.21.
struct EmergencyNumber {
    std::string code{}; ///< 1 to 6 digits
    std::string name{};
    Byte categories = 0; ///< TS 24.008 §10.5.4.33; 0: any service

    friend bool operator==(const EmergencyNumber&, const EmergencyNumber&) = default;
};

/// Bits of the names police, ambulance, fire-brigade, marine-guard, mountain-rescue, manual-ecall
/// and automatic-ecall.
[[nodiscard]] Result<Byte, ContentError> parse_emergency_categories(
    std::span<const std::string> names);

[[nodiscard]] std::vector<std::string_view> emergency_category_names(Byte categories);

/// A whole record; its length decides how much room the name has, 0: as much as it needs.
[[nodiscard]] Result<Bytes, ContentError> encode_emergency_number(const EmergencyNumber& entry,
                                                                  std::size_t record_length = 0);

[[nodiscard]] Result<EmergencyNumber, ContentError> decode_emergency_number(ByteView record);

/// EF.ECC below DF.GSM: codes of three octets, TS 51.011 §10.3.27.
[[nodiscard]] Result<Bytes, ContentError> encode_emergency_codes(
    std::span<const std::string> codes);

/// Unused entries are left out.
[[nodiscard]] Result<std::vector<std::string>, ContentError> decode_emergency_codes(ByteView body);

} // namespace uicc::filesystem::contents
