#pragma once

#include <pugixml.hpp>

namespace uicc::emulator::dm::secrecy {

/// Replaces by their size the values of a decoded document that are secret, or that are not known
/// to be harmless. A document of unknown shape keeps nothing but names that the standards define;
/// false is returned then.
[[nodiscard]] bool mask_values(pugi::xml_document& document);

} // namespace uicc::emulator::dm::secrecy
