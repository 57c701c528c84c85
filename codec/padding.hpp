#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <optional>

namespace uicc::codec {

/// Appends 80 and as many 00 as fill the last block, ISO/IEC 9797-1 padding method 2. Always adds
/// at least one octet.
template <class Octets>
void append_padding(Octets& octets, std::size_t block_size)
{
    octets.push_back(0x80);
    octets.resize((octets.size() + block_size - 1) / block_size * block_size);
}

/// What was there before append_padding; nothing when the last block does not end in padding.
[[nodiscard]] std::optional<ByteView> without_padding(ByteView padded, std::size_t block_size);

} // namespace uicc::codec
