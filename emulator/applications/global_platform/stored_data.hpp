#pragma once

#include "codec/ber_tlv.hpp"
#include "emulator/card/command_context.hpp"

namespace uicc::emulator::global_platform {

/// STORE DATA, GPCS §11.11: BER-TLV objects or data groups, which the domain keeps. 6A86 for other
/// structures and for encrypted data, 6A80 for what is not as P1 says.
[[nodiscard]] CommandResult store_data(CommandContext& context, const CommandApdu& command);

/// What STORE DATA has brought under a tag or the identifier of a data group.
[[nodiscard]] std::optional<Bytes> stored(const CommandContext& context, codec::Tag tag);

} // namespace uicc::emulator::global_platform
