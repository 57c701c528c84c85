#pragma once

#include "profiles/loader/content.hpp"

namespace uicc::profiles {

/// `objects:` of a BER-TLV EF: tags, each with its value in hexadecimal digits or as contents.
[[nodiscard]] Bytes read_objects(LoadContext& context,
                                 const yaml::Node& node,
                                 const FilePlan& file);

/// Reports contents that are no data objects one behind the other, or have no room in the file.
void check_objects(LoadContext& context,
                   const yaml::Node& node,
                   ByteView octets,
                   const FilePlan& file);

} // namespace uicc::profiles
