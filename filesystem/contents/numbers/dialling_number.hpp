#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace uicc::filesystem::contents {

/// Type of number and numbering plan, TS 24.008 §10.5.4.7: both ISDN/telephony.
inline constexpr Byte unknown_number_type = 0x81;
inline constexpr Byte international_number_type = 0x91;

/// A record of EF.ADN, EF.FDN, EF.SDN, EF.MSISDN, EF.MBDN, EF.LND: TS 31.102 §4.4.2.3.
struct DiallingNumber {
    std::string name{};
    std::string number{};       ///< digits, *, #, a, b, c; + in front: international; may be empty
    std::optional<Byte> type{}; ///< when it is not what the + says
    Byte capability = 0xFF;     ///< record of EF.CCP
    Byte extension = 0xFF;      ///< record of EF.EXT

    friend bool operator==(const DiallingNumber&, const DiallingNumber&) = default;
};

/// Octets behind the name.
enum class DiallingLayout : Byte {
    Plain = 14,
    WithComparisonMethod = 15, ///< EF.BDN, TS 31.102 §4.2.44
};

/// A whole record; its length decides how much room the name has, 0: as much as it needs.
[[nodiscard]] Result<Bytes, ContentError> encode_dialling_number(
    const DiallingNumber& entry,
    std::size_t record_length = 0,
    DiallingLayout layout = DiallingLayout::Plain);

[[nodiscard]] Result<DiallingNumber, ContentError> decode_dialling_number(
    ByteView record, DiallingLayout layout = DiallingLayout::Plain);

/// Type and digits of a number with or without +, as several files write them.
struct NumberParts {
    Byte type = unknown_number_type;
    std::string_view digits{};
};

[[nodiscard]] NumberParts split_number(std::string_view number) noexcept;

/// The digits with a + when the type is international.
[[nodiscard]] std::string joined_number(Byte type, std::string_view digits);

/// 20 digits in 10 octets filled up with FF, TS 24.008 Table 10.5.118.
[[nodiscard]] Result<Bytes, ContentError> encode_dialling_digits(std::string_view digits);

} // namespace uicc::filesystem::contents
