#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <cstddef>
#include <string>

namespace uicc::emulator::dm {

/// Why a value cannot be encoded or octets cannot be decoded. Never holds a secret.
struct DmError {
    std::size_t offset = 0; ///< decoding: in octets from the start of the content
    std::string what{};  ///< one sentence without a full stop, clause in brackets where one applies
    std::string field{}; ///< encoding: the authored field, such as `servers[1].uri`; else empty
};

/// "server 1: ..." for people: `offset 12: ...` when decoding, `servers[1].uri: ...` when encoding.
[[nodiscard]] std::string to_string(const DmError& error);

} // namespace uicc::emulator::dm
