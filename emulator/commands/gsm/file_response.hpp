#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// What SELECT and STATUS say of the MF or a DF, 22 octets, TS 51.011 §9.2.1. That no memory is
/// left is what a card says whose files are all there already.
[[nodiscard]] Bytes directory_response(const CommandContext& context,
                                       filesystem::FileIndex directory);

/// What SELECT says of an EF, 15 octets, TS 51.011 §9.2.1. The access conditions are read from the
/// access rule of the file.
[[nodiscard]] Bytes ef_response(const CommandContext& context, filesystem::FileIndex file);

} // namespace uicc::emulator::commands::gsm
