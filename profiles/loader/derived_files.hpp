#pragma once

#include "emulator/applications/aka/parameters.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// Writes what follows from the other files and stands nowhere in the profile: EF.DIR, EF.UST and
/// EF.ACC of the USIM, EF.IST and the identities of the ISIM. Contents of the profile stay.
void fill_derived_files(LoadContext& context, FilePlan& mf);

/// Services 27 and 38 of EF.UST decide what AUTHENTICATE answers, TS 31.102 §7.1.
void apply_services(const FilePlan& usim, emulator::applications::aka::Parameters& parameters);

/// Files that the profile writes, for services that the USIM (TS 31.102 §4.2.8) or the ISIM
/// (TS 31.103 §4.2.7) switches off.
void check_services(LoadContext& context, const FilePlan& application);

} // namespace uicc::profiles
