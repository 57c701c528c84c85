#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// A directory of the catalogue without any file.
[[nodiscard]] FilePlan directory_plan(filesystem::catalogue::Directory directory,
                                      yaml::Position position);

/// An EF as the catalogue has it.
[[nodiscard]] FilePlan ef_plan(const filesystem::catalogue::EfSpec& spec, yaml::Position position);

/// A file that no standard knows, without any identifier.
[[nodiscard]] FilePlan own_plan(std::string name,
                                filesystem::FileKind kind,
                                yaml::Position position);

/// Keys of a directory: `files:`, and what its FCP says.
void read_directory(LoadContext& context, Section& section, FilePlan& directory);

/// Keys of an EF.
void read_ef(LoadContext& context, Section& section, FilePlan& file);

/// The mandatory files that the profile does not mention, in this directory and those below.
void add_mandatory_files(LoadContext& context, FilePlan& directory);

} // namespace uicc::profiles
