#pragma once

#include "emulator/applications/usim/usim_definition.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// Writes what follows from the other files and stands nowhere in the profile: EF.DIR, and EF.UST
/// and EF.ACC of the USIM. Contents of the profile stay.
void fill_derived_files(LoadContext& context, FilePlan& mf);

/// Services 27 and 38 of EF.UST decide what AUTHENTICATE answers, TS 31.102 §7.1.
void apply_services(const FilePlan& usim, emulator::applications::UsimParameters& parameters);

/// Files that the profile writes, for services that it switches off, TS 31.102 §4.2.8.
void check_services(LoadContext& context, const FilePlan& usim);

} // namespace uicc::profiles
