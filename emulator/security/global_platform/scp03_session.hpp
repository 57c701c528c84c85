#pragma once

#include "crypto/aes.hpp"
#include "emulator/security/global_platform/session.hpp"
#include "emulator/security/global_platform/session_keys.hpp"

#include <cstdint>

namespace uicc::emulator::global_platform {

/// The card's side of SCP03, GPCS Amendment D §6.2.
class Scp03Session final : public Session {
public:
    Scp03Session(Protocol protocol, SecurityLevel level, SessionKeys keys);

    /// Data in front of a command's C-MAC, which starts or continues the chain; nothing when the
    /// MAC is wrong. Borrows from the command.
    [[nodiscard]] std::optional<ByteView> verify(const CommandApdu& command);

    [[nodiscard]] Result<SecureBytes, StatusWord> decrypt_sensitive(ByteView data) const override;

private:
    std::optional<SecureBytes> open(const CommandApdu& command) override;
    void protect(ResponseApdu& response) override;
    [[nodiscard]] Bytes r_mac_so_far() const override { return {}; }

    enum class Direction : Byte { Command = 0x00, Response = 0x80 };

    [[nodiscard]] crypto::Block icv(Direction direction) const;
    [[nodiscard]] std::optional<SecureBytes> decrypt(ByteView cipher) const;
    [[nodiscard]] Bytes encrypt(ByteView plain) const;

    SessionKeys keys_;
    crypto::Block chaining_{};  // the C-MAC before, all 16 octets
    std::uint64_t counter_ = 0; // of commands since EXTERNAL AUTHENTICATE
};

} // namespace uicc::emulator::global_platform
