#pragma once

#include "crypto/des.hpp"
#include "emulator/security/global_platform/session.hpp"
#include "emulator/security/global_platform/session_keys.hpp"

namespace uicc::emulator::global_platform {

/// The card's side of SCP02, GPCS §E.3 and §E.4.
class Scp02Session final : public Session {
public:
    /// `icv`: of the first C-MAC, zero or the MAC over the AID.
    Scp02Session(Protocol protocol,
                 SecurityLevel level,
                 SessionKeys keys,
                 const crypto::DesBlock& icv = {});

    /// The C-MAC of EXTERNAL AUTHENTICATE, whose data are never encrypted.
    [[nodiscard]] bool verify(const CommandApdu& command);

    [[nodiscard]] Result<PlainCommand, StatusWord> unwrap(const CommandApdu& command) override;
    [[nodiscard]] Result<SecureBytes, StatusWord> decrypt_sensitive(ByteView data) const override;

    /// The keys that are derived once the counter has moved on, when initiation is implicit.
    void replace_keys(SecureBytes r_mac, SecureBytes dek);

private:
    std::optional<SecureBytes> open(const CommandApdu& command) override;
    void protect(ResponseApdu& response) override;
    [[nodiscard]] Bytes r_mac_so_far() const override;

    [[nodiscard]] SecureBytes c_mac_input(const CommandApdu& command, ByteView data) const;
    [[nodiscard]] bool verify(const CommandApdu& command, ByteView data, ByteView mac);
    [[nodiscard]] std::optional<SecureBytes> decrypt(ByteView cipher) const;

    SessionKeys keys_;
    crypto::DesBlock icv_;        // of the next C-MAC
    crypto::DesBlock r_mac_{};    // the last one; before the first, the C-MAC that came last
    SecureBytes r_mac_command_{}; // the command's part of the R-MAC's input
};

} // namespace uicc::emulator::global_platform
