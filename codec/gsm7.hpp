#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace uicc::codec {

/// Text in the GSM 7 bit default alphabet, TS 23.038 §6.2.1, one septet per octet with b8 0;
/// characters of the extension table take two. Nothing when a character is in neither table.
[[nodiscard]] std::optional<Bytes> to_gsm7(std::string_view utf8);

/// UTF-8 of septets. What is no septet becomes U+FFFD; an unknown extension shows the character of
/// the default table instead, as TS 23.038 §6.2.1.1 wants.
[[nodiscard]] std::string from_gsm7(ByteView septets);

/// The septet of a character of the default table, none for those of the extension table.
[[nodiscard]] std::optional<Byte> to_septet(char16_t character) noexcept;

/// The character of a septet of the default table.
[[nodiscard]] char16_t from_septet(Byte septet) noexcept;

/// Eight septets in seven octets, TS 23.038 §6.1.2.1; spare bits are 0.
[[nodiscard]] Bytes pack_septets(ByteView septets);

/// `count` septets, or as many as there are.
[[nodiscard]] Bytes unpack_septets(ByteView packed, std::size_t count);

} // namespace uicc::codec
