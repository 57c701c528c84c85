#pragma once

#include "codec/ber_tlv.hpp"
#include "emulator/card/command_context.hpp"

namespace uicc::emulator::commands {

/// What P1 says of a block, TS 102 221 §11.1.16.2.
enum class BlockKind : Byte {
    FirstOfCommand = 0x80,
    NextOfCommand = 0x00,
    FirstOfResponse = 0xA0,
    NextOfResponse = 0x20,
};

/// 6A86 for another P1, and for a block that continues nothing.
[[nodiscard]] Result<BlockKind, StatusWord> block_kind_of(const CommandContext& context,
                                                          const CommandApdu& command);

/// Adds a block to the command data of `transfer`: the whole data object, or nothing while more is
/// to come. 6A80 for what is no data object (tag 53 or 73), or goes on behind its end; 6700 for
/// one of more than 65,535 octets.
[[nodiscard]] Result<std::optional<codec::TlvObject>, StatusWord> collect_block(
    const CommandContext& context, BlockTransfer& transfer, ByteView block);

/// The next block of the response: 62F1 while there is more behind it. A Le that is too large
/// under T=0 takes nothing away (6CXX).
[[nodiscard]] CommandResult next_response_block(CommandContext& context,
                                                BlockTransfer transfer,
                                                const CommandApdu& command);

} // namespace uicc::emulator::commands
