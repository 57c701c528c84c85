#pragma once

#include "crypto/aes.hpp"
#include "crypto/des.hpp"
#include "tests/emulator/security/global_platform/transcript.hpp"

namespace uicc::test {

/// The terminal's side of a recorded session, with its recorded keys: protects other commands than
/// those of the recording. That it protects the recorded ones as recorded is tested.
class Host {
public:
    explicit Host(const Transcript& transcript);

    [[nodiscard]] Bytes external_authenticate(Byte level, Byte cla = 0x80);

    /// The command as it goes to the card, CLA with its channel and without secure messaging.
    [[nodiscard]] Bytes protect(ByteView plain);

    /// Sends data as they are from now on, with a right C-MAC.
    void leave_out_encryption() { level_ &= ~0x02U; }

private:
    [[nodiscard]] bool scp02() const;
    [[nodiscard]] Bytes mac_of(ByteView header_and_data);
    [[nodiscard]] Bytes encrypted(ByteView data) const;

    emulator::global_platform::Protocol protocol_;
    Bytes enc_;
    Bytes mac_;
    Bytes host_cryptogram_;
    unsigned level_ = 0;
    unsigned counter_ = 0;
    crypto::Block chaining_{};
    crypto::DesBlock icv_{};
};

/// The session that a host opens with the keys of a transcript, at a level of its choice.
struct OpenSession {
    Host host;
    std::unique_ptr<emulator::global_platform::Session> session;
};
[[nodiscard]] OpenSession open_session(const std::string& transcript, Byte level);

/// What the session makes of a command as it comes from the host.
[[nodiscard]] Result<emulator::PlainCommand, emulator::StatusWord> unwrap(
    emulator::global_platform::Session& session, ByteView command);

} // namespace uicc::test
