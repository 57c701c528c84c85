#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>
#include <string_view>

namespace uicc::filesystem::contents {

/// The digit that completes a number, ITU-T E.118 and ISO/IEC 7812-1 (Luhn). Digits only.
[[nodiscard]] char luhn_digit(std::string_view digits);

enum class CheckDigit {
    Verify, ///< the last digit must be right
    Accept, ///< cards with a wrong one exist
};

/// EF.ICCID, 10 octets, TS 102 221 §13.2: 18 to 20 digits. A question mark in the last place asks
/// for the check digit to be computed.
[[nodiscard]] Result<Bytes, ContentError> encode_iccid(std::string_view digits,
                                                       CheckDigit check = CheckDigit::Verify);

/// The digits, whether the last one is right or not.
[[nodiscard]] Result<std::string, ContentError> decode_iccid(ByteView body);

} // namespace uicc::filesystem::contents
