#pragma once

#include "codec/secure_bytes.hpp"
#include "filesystem/file.hpp"

#include <optional>

namespace uicc::emulator {

inline constexpr std::size_t pin_size = 8; ///< octets, padded with FF, TS 102 221 §9.3

/// A PIN or administrative key as the profile gives it, TS 102 221 §9.4.
struct PinDefinition {
    filesystem::KeyReference reference{};
    std::optional<filesystem::FileIndex>
        application{};      ///< the ADF that a local reference belongs to
    SecureBytes value{};    ///< 8 octets
    unsigned max_tries = 3; ///< 1 to 15
    unsigned tries_left = 3;
    SecureBytes unblock_value{}; ///< 8 octets; empty: there is no unblock PIN
    unsigned max_unblock_tries = 10;
    unsigned unblock_tries_left = 10;
    bool enabled = true;
};

} // namespace uicc::emulator
