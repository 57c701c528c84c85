#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/wbxml/structure.hpp"

#include <pugixml.hpp>

namespace uicc::emulator::dm {

/// Builds the XML tree of a document that `wbxml::check` has found whole. Management trees inside
/// SyncML Data, nested documents or inline tags, become part of it; other opaque data becomes text
/// or, where it is none, hexadecimal digits. Error offsets start at `base`.
[[nodiscard]] Result<void, DmError> build_tree(ByteView content,
                                               const wbxml::Structure& structure,
                                               std::size_t base,
                                               pugi::xml_document& out);

} // namespace uicc::emulator::dm
