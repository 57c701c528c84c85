#pragma once

#include "emulator/security/secure_channel.hpp"

#include <memory>

namespace uicc::emulator {

/// Who speaks on a logical channel. Unlike the selection this is no value that a failed command
/// gives back: keys and counters move on with every command.
struct ChannelSecurity {
    std::unique_ptr<SecureChannel> session{};
    bool session_ends = false; ///< once the command at hand is answered
    SecureBytes challenge{};   ///< what GET CHALLENGE gave in the command before; for one use

    [[nodiscard]] SecurityLevel level() const
    {
        return session ? session->level() : SecurityLevel{};
    }
};

} // namespace uicc::emulator
