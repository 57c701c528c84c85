#pragma once

#include "codec/secure_bytes.hpp"

namespace uicc::emulator::global_platform {

/// The keys of one secure channel session.
struct SessionKeys {
    SecureBytes enc{};
    SecureBytes mac{};
    SecureBytes r_mac{};
    SecureBytes dek{}; ///< for keys in commands: derived in SCP02, the static one in SCP03
};

/// The challenges of host and card and the proofs that follow from them.
struct Cryptograms {
    SecureBytes card{};
    SecureBytes host{};
};

} // namespace uicc::emulator::global_platform
