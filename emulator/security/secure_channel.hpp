#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "filesystem/access_rule.hpp"

namespace uicc::emulator {

/// What a protected command says once its protection is off; it owns its data.
struct PlainCommand {
    Byte cla = 0; ///< without the secure messaging bits; the logical channel stays
    Instruction ins{};
    Byte p1 = 0;
    Byte p2 = 0;
    SecureBytes data{};
    std::optional<ExpectedLength> ne{};
    bool extended = false;

    /// Borrows from this.
    [[nodiscard]] CommandApdu apdu() const { return {cla, ins, p1, p2, data, ne, extended}; }
};

using filesystem::SecurityLevel;

/// What becomes of a session when a command comes without its protection.
enum class Unprotected {
    Accepted,    ///< the session does not protect commands
    EndsSession, ///< the command is carried out as if there had been none
    Refused,     ///< the command is not carried out, and the session is over
};

/// An established session between a terminal and the card on one logical channel: ISO/IEC 7816-4
/// secure messaging, or a GlobalPlatform secure channel.
class SecureChannel {
public:
    SecureChannel() = default;
    SecureChannel(const SecureChannel&) = delete;
    SecureChannel& operator=(const SecureChannel&) = delete;
    SecureChannel(SecureChannel&&) = delete;
    SecureChannel& operator=(SecureChannel&&) = delete;
    virtual ~SecureChannel() = default;

    [[nodiscard]] virtual SecurityLevel level() const = 0;
    [[nodiscard]] virtual Unprotected unprotected() const = 0;

    /// Octets of response data that fit into a protected response of `limit` octets.
    [[nodiscard]] virtual std::size_t room(std::size_t limit) const = 0;

    /// Takes the protection off. An error is what the terminal gets, unprotected; the session is
    /// over then.
    [[nodiscard]] virtual Result<PlainCommand, StatusWord> unwrap(const CommandApdu& command) = 0;

    /// Protects the answer to the command unwrapped last, as the session's level asks for.
    [[nodiscard]] virtual ResponseApdu wrap(ResponseApdu response) = 0;
};

} // namespace uicc::emulator
