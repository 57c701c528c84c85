#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"

#include <cstddef>

namespace uicc::emulator {

/// Data that a command takes in blocks, and the response that it gives in blocks, TS 102 221
/// §11.1.16. Its next block is the next command of the logical channel, or it is over.
struct BlockTransfer {
    Instruction ins{};
    Byte p2 = 0;
    SecureBytes command{};    ///< what has come of the data object
    bool is_answered = false; ///< the response is there
    SecureBytes response{};   ///< one data object
    std::size_t sent = 0;     ///< octets of the response that the terminal has
};

} // namespace uicc::emulator
