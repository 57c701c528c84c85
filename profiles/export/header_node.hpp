#pragma once

#include "profiles/export/export_profile.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/yaml/build.hpp"

namespace uicc::profiles {

/// Adds what a profile has to say of a file beside its contents and the files below it.
void add_header(yaml::MapBuilder& map,
                const filesystem::CardMemory& memory,
                filesystem::FileIndex file,
                const FilePlan& baseline);

/// `pin-listing:`, where it is not what the loader makes of the PINs.
void add_pin_listing(yaml::MapBuilder& map,
                     const emulator::CardDescription& card,
                     filesystem::FileIndex directory,
                     const FilePlan& baseline);

} // namespace uicc::profiles
