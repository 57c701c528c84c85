#pragma once

#include "profiles/loader/file_plan.hpp"

namespace uicc::profiles {

/// Writes EF.IMPI, EF.IMPU and EF.DOMAIN of an ISIM where the profile leaves them open: what a
/// terminal without an ISIM makes of the IMSI, TS 23.003 §13.2 to §13.4B. `usim` may be null.
void fill_ims_identity(FilePlan& isim, const FilePlan* usim);

} // namespace uicc::profiles
