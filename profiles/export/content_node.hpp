#pragma once

#include "profiles/export/export_profile.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/yaml/build.hpp"

namespace uicc::profiles {

/// Adds size and contents of an EF, readable where that says every octet, in hexadecimal digits
/// otherwise.
void add_content(yaml::MapBuilder& map,
                 const filesystem::CardMemory& memory,
                 filesystem::FileIndex file,
                 const FilePlan& baseline);

/// Its size alone: what it holds is not to be shown.
void add_size(yaml::MapBuilder& map, const filesystem::FileHeader& file, const FilePlan& baseline);

/// Whether an EF holds what it would hold if the profile said nothing about its contents.
[[nodiscard]] bool holds_initial_content(const filesystem::CardMemory& memory,
                                         filesystem::FileIndex file,
                                         const FilePlan& baseline);

/// The readable field of an EF with the value that stands for exactly these octets; nothing where
/// there is none.
[[nodiscard]] yaml::NodePtr readable_node(ByteView octets,
                                          const FilePlan& file,
                                          std::size_t known_size);

} // namespace uicc::profiles
