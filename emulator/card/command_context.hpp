#pragma once

#include "crypto/random_source.hpp"
#include "emulator/card/application.hpp"
#include "emulator/card/card.hpp"
#include "emulator/card/card_description.hpp"
#include "emulator/card/channel_security.hpp"
#include "emulator/card/logical_channel.hpp"
#include "emulator/security/pin_store.hpp"

#include <string>

namespace uicc::emulator {

/// What a handler works with. `channel` is a copy: it takes effect when the command succeeds.
/// `security` is not: a handler changes it only where it succeeds.
struct CommandContext {
    const CardDescription& description;
    filesystem::CardMemory& memory;
    PinStore& pins;
    LogicalChannels& channels;
    crypto::RandomSource& random;
    Explanation& explanation;
    const Applications& applications;
    Application* application; ///< active on the channel, or null
    unsigned channel_number;
    LogicalChannel channel;
    ChannelSecurity& security;
    SecureBytes challenge;                 ///< that GET CHALLENGE gave right before this command
    std::optional<PendingSession> pending; ///< that INITIALIZE UPDATE began right before it
    std::optional<BlockTransfer> transfer; ///< that the command right before it left unfinished

    /// Header of the current EF; a handler whose table row has a target always finds one.
    [[nodiscard]] const filesystem::FileHeader& current_ef() const
    {
        return memory.header(channel.ef.value());
    }

    /// Security status of the application that a file belongs to, else of the active one.
    [[nodiscard]] ApplicationSecurity security_for(filesystem::FileIndex file) const;

    /// Keys that tag C6 lists for a DF: those that a command has created it with, else those of its
    /// ADF or the MF.
    [[nodiscard]] std::span<const filesystem::KeyReference> pin_listing(
        filesystem::FileIndex directory) const;

    /// Refuses with a reason for the trace.
    [[nodiscard]] tl::unexpected<StatusWord> refuse(StatusWord status, std::string reason) const
    {
        explanation.reason = std::move(reason);
        return tl::unexpected{status};
    }
};

} // namespace uicc::emulator
