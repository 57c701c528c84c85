#pragma once

#include "codec/bytes.hpp"

#include <cstdint>

namespace uicc::codec {

inline void append(Bytes& out, ByteView octets)
{
    out.insert(out.end(), octets.begin(), octets.end());
}

/// Appends the low `octets` octets of a number, most significant first.
inline void append_number(Bytes& out, std::uint64_t value, unsigned octets)
{
    for (unsigned i = octets; i > 0; --i) {
        out.push_back(static_cast<Byte>(value >> (8 * (i - 1))));
    }
}

} // namespace uicc::codec
