#pragma once

#include <pugixml.hpp>
#include <string_view>

namespace uicc::emulator::dm::secrecy {

/// Whether a decoded document is built as the DTDs of SyncML DM bootstrap messages, management
/// trees and provisioning documents allow: every element, attribute and text where it belongs,
/// and no more often.
[[nodiscard]] bool has_known_shape(const pugi::xml_document& document);

/// Whether the text of an element is harmless by its place alone.
[[nodiscard]] bool holds_plain_text(const pugi::xml_node& element);

} // namespace uicc::emulator::dm::secrecy
