#pragma once

#include "crypto/random_source.hpp"
#include "emulator/security/global_platform/key_diversification.hpp"
#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/protocol.hpp"
#include "emulator/security/global_platform/session.hpp"
#include "emulator/security/global_platform/session_keys.hpp"

#include <memory>

namespace uicc::emulator::global_platform {

/// What the card brings to the initiation of a session, borrowed for the call.
struct Initiation {
    Protocol protocol;
    const KeySet& key_set;
    const DiversificationData& diversification_data;
    ByteView aid{}; ///< of the security domain
};

/// What is agreed between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE.
struct Handshake {
    Protocol protocol;
    SessionKeys keys{};
    SecureBytes host_cryptogram{};
};

struct InitializeUpdateAnswer {
    Bytes data{};
    Handshake handshake;
};

/// INITIALIZE UPDATE, GPCS §E.5.1 and Amendment D §7.1.1, with a key set that fits the protocol.
/// 6700 for a host challenge of another size; 6985 when the sequence counter is exhausted or the
/// protocol is initiated implicitly.
[[nodiscard]] Result<InitializeUpdateAnswer, StatusWord> initialize_update(
    const Initiation& initiation, ByteView host_challenge, crypto::RandomSource& random);

/// EXTERNAL AUTHENTICATE, GPCS §E.5.2 and Amendment D §7.1.2, as it came in with its C-MAC. 6300
/// for a wrong host cryptogram, 6982 for a wrong or missing C-MAC; there is one try per handshake.
[[nodiscard]] Result<std::unique_ptr<Session>, StatusWord> external_authenticate(
    Handshake handshake, const CommandApdu& command);

struct ImplicitlyInitiated {
    std::unique_ptr<Session> session{};
    PlainCommand command{}; ///< the first of the session
};

/// SCP02 with implicit initiation (i bit 3 is 0), GPCS §E.1.2: the first command with a valid
/// C-MAC is what opens the session. 6982 when the C-MAC is wrong, 6985 when the protocol does not
/// work that way or the sequence counter is exhausted.
[[nodiscard]] Result<ImplicitlyInitiated, StatusWord> initiate_implicitly(
    const Initiation& initiation, const CommandApdu& command);

} // namespace uicc::emulator::global_platform
