#pragma once

#include "emulator/card/command_spec.hpp"

namespace uicc::emulator::applications::identity {

/// GET IDENTITY of a USIM, TS 31.102 §7.5: the SUCI, or the SUCI for 5G NSWO, by the scheme that
/// stands first in the USIM's own EF.SUCI_Calc_Info. 6985 unless the services 124 and 125 leave
/// the calculation to the USIM, 6982 without the PIN, 6A88 where the card lacks something for it.
CommandResult get_identity(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::applications::identity
