#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <string_view>

namespace uicc::emulator::dm::wbxml {

/// A token and the code page it is defined on.
struct PagedToken {
    Byte page = 0;
    Byte token = 0;
};

/// Attribute start of OMA-WAP-ProvCont 1.1 §8: `name="NAPID"`, or `name=` with an empty value.
/// The preferred page wins when several pages define it.
[[nodiscard]] std::optional<PagedToken> find_attribute_start(std::string_view name,
                                                             std::string_view value,
                                                             Byte preferred_page);

/// Token of a whole attribute value on one page.
[[nodiscard]] std::optional<Byte> find_attribute_value(std::string_view value, Byte page);

[[nodiscard]] bool knows_attribute_start(Byte page, Byte token);
[[nodiscard]] bool knows_attribute_value(Byte page, Byte token);

} // namespace uicc::emulator::dm::wbxml
