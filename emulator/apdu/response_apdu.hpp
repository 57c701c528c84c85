#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "emulator/apdu/status_word.hpp"

namespace uicc::emulator {

/// What a handler has to say when it succeeds, warnings (62XX, 63XX) included.
struct ResponseApdu {
    Bytes data{};
    StatusWord status = sw::ok;
};

/// A handler that fails says so with the status word the terminal will see.
using CommandResult = Result<ResponseApdu, StatusWord>;

} // namespace uicc::emulator
