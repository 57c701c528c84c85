#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"

namespace uicc::emulator {

/// How response data travels, ISO/IEC 7816-3: announced by 61XX under T=0, at once under T=1.
enum class Dialect { T0, T1 };

/// Answer to a READ whose Le asks for more than there is.
enum class ShortRead {
    ByDialect, ///< 6CXX under T=0, what there is with 9000 under T=1
    Complete,  ///< what there is, with 9000
    Warning,   ///< what there is, with 6282
    WrongLe,   ///< 6CXX
};

/// Fits response data to Le: too much is cut (T=1) or refused with 6CXX (T=0), too little is
/// handled as `short_read` says. 6CXX means that the command has not taken place.
[[nodiscard]] CommandResult fit_to_le(Dialect dialect,
                                      ShortRead short_read,
                                      const CommandApdu& command,
                                      ResponseApdu response);

/// Whether Le can turn out wrong whatever the command is: T=0, and the answer goes back at once.
[[nodiscard]] bool can_refuse_le(Dialect dialect, const CommandApdu& command);

} // namespace uicc::emulator
