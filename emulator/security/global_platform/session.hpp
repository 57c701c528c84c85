#pragma once

#include "emulator/security/global_platform/protocol.hpp"
#include "emulator/security/secure_channel.hpp"

#include <optional>

namespace uicc::emulator::global_platform {

/// An established secure channel session, GPCS §10. Here is what SCP02 and SCP03 have in common:
/// which commands must be protected, when the session is over, which answers are protected.
class Session : public SecureChannel {
public:
    /// Grants nothing any more once the session is over.
    [[nodiscard]] SecurityLevel level() const final { return level_; }

    [[nodiscard]] Unprotected unprotected() const final;
    [[nodiscard]] std::size_t room(std::size_t limit) const final;

    /// 6982 for whatever is not protected as the level asks for: the session is over then.
    [[nodiscard]] Result<PlainCommand, StatusWord> unwrap(const CommandApdu& command) override;

    /// Errors go out unprotected, and the session goes on.
    [[nodiscard]] ResponseApdu wrap(ResponseApdu response) final;

    /// Keys and other sensitive data that came encrypted under the DEK, GPCS §E.4.7, Amendment D
    /// §6.2.8; 6A80 unless they are whole blocks.
    [[nodiscard]] virtual Result<SecureBytes, StatusWord> decrypt_sensitive(
        ByteView data) const = 0;

    /// BEGIN R-MAC SESSION, once unwrapped, GPCS §E.5.3: holds from the next command on.
    [[nodiscard]] CommandResult begin_r_mac_session(const CommandApdu& command);

    /// END R-MAC SESSION, once unwrapped, GPCS §E.5.4: holds for its own answer already.
    [[nodiscard]] CommandResult end_r_mac_session(const CommandApdu& command);

protected:
    Session(Protocol protocol, SecurityLevel level);

    [[nodiscard]] const Protocol& protocol() const noexcept { return protocol_; }

    /// Answers count for the R-MAC, which does not mean that they carry it.
    [[nodiscard]] bool in_r_mac_session() const noexcept;

private:
    enum class RMacSession { None, WithAuthentication, Beginning, Begun };

    /// Data of a protected command; nothing when its MAC or its encryption is wrong.
    [[nodiscard]] virtual std::optional<SecureBytes> open(const CommandApdu& command) = 0;

    virtual void protect(ResponseApdu& response) = 0;

    /// What END R-MAC SESSION answers.
    [[nodiscard]] virtual Bytes r_mac_so_far() const = 0;

    [[nodiscard]] std::optional<SecureBytes> data_of(const CommandApdu& command);
    void end();

    Protocol protocol_;
    SecurityLevel level_;
    SecurityLevel begun_level_{};
    RMacSession r_mac_session_;
};

} // namespace uicc::emulator::global_platform
