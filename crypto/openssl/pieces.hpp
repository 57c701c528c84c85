#pragma once

#include "codec/bytes.hpp"

#include <algorithm>
#include <cstddef>

namespace uicc::crypto::openssl {

/// OpenSSL counts in int: hands `octets` to `act` front to back in pieces of at most 1 MiB.
template <class Act>
void for_each_piece(std::span<Byte> octets, Act act)
{
    constexpr std::size_t largest = 1U << 20U;
    while (!octets.empty()) {
        const std::size_t size = std::min(octets.size(), largest);
        act(octets.data(), static_cast<int>(size));
        octets = octets.subspan(size);
    }
}

} // namespace uicc::crypto::openssl
