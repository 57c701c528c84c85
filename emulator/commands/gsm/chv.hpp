#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// The PIN that is CHV1 (01) or CHV2 (02): PIN 01, and PIN 81 of the main application; null where
/// the card has none.
[[nodiscard]] const PinStore::Pin* find_chv(const CommandContext& context, Byte number);

/// VERIFY CHV, TS 51.011 §8.9; P2 also takes the references of administrative keys, 0A to 0E.
CommandResult verify_chv(CommandContext& context, const CommandApdu& command);

/// CHANGE CHV, TS 51.011 §8.10.
CommandResult change_chv(CommandContext& context, const CommandApdu& command);

/// DISABLE CHV and ENABLE CHV, TS 51.011 §8.11 and §8.12; for CHV1.
CommandResult disable_chv(CommandContext& context, const CommandApdu& command);
CommandResult enable_chv(CommandContext& context, const CommandApdu& command);

/// UNBLOCK CHV, TS 51.011 §8.13; P2 00 is CHV1, 02 CHV2.
CommandResult unblock_chv(CommandContext& context, const CommandApdu& command);

} // namespace uicc::emulator::commands::gsm
