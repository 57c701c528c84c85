#pragma once

#include "emulator/card/block_transfer.hpp"
#include "emulator/security/global_platform/initiation.hpp"
#include "emulator/security/global_platform/session.hpp"
#include "emulator/security/secure_channel.hpp"
#include "filesystem/file.hpp"

#include <memory>
#include <optional>

namespace uicc::emulator {

/// What INITIALIZE UPDATE has begun: with the keys of which application, and which of them.
struct PendingSession {
    filesystem::FileIndex owner{};
    global_platform::KeySet key_set{}; ///< as it was then
    global_platform::Handshake handshake;
};

/// Who speaks on a logical channel. Unlike the selection this is no value that a failed command
/// gives back: keys and counters move on with every command.
struct ChannelSecurity {
    std::unique_ptr<SecureChannel> session{};
    Byte key_set = 0;           ///< version of the session's keys
    bool session_ends = false;  ///< once the command at hand is answered
    bool authenticated = false; ///< the terminal, by EXTERNAL AUTHENTICATE and without a session
    SecureBytes challenge{};    ///< what GET CHALLENGE gave in the command before; for one use
    std::optional<PendingSession> pending{}; ///< for the next command alone
    std::optional<BlockTransfer> transfer{}; ///< likewise

    [[nodiscard]] SecurityLevel level() const
    {
        SecurityLevel level = session ? session->level() : SecurityLevel{};
        level.authenticated |= authenticated;
        level.key_set = key_set;
        return level;
    }

    /// The session, where it is one of GlobalPlatform; else null.
    [[nodiscard]] global_platform::Session* secure_channel() const
    {
        return dynamic_cast<global_platform::Session*>(session.get());
    }

    /// Nobody has begun anything.
    [[nodiscard]] bool is_fresh() const
    {
        return !session && !authenticated && !session_ends && challenge.empty() && !pending &&
               !transfer;
    }

    void end_session()
    {
        session.reset();
        key_set = 0;
        session_ends = authenticated = false;
    }
};

} // namespace uicc::emulator
