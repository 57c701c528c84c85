#pragma once

#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands::gsm {

/// Levels of TS 51.011 §9.3: one nibble for each operation.
enum class AccessCondition : Byte {
    Always = 0x0,
    Chv1 = 0x1,
    Chv2 = 0x2,
    Administrative = 0x4, ///< up to E, one for each administrative key
    Never = 0xF,
};

/// The lowest level at which the access rule of the file permits the operation. A rule that wants
/// both CHVs is shown as CHV2; one that no single key fulfils, as never.
[[nodiscard]] AccessCondition condition_of(const CommandContext& context,
                                           filesystem::FileIndex file,
                                           filesystem::AccessMode operation);

} // namespace uicc::emulator::commands::gsm
