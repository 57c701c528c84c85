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

/// The same in place; false, and nothing is changed, when there is no padding.
template <class Octets>
[[nodiscard]] bool remove_padding(Octets& octets, std::size_t block_size)
{
    const auto content = without_padding(octets, block_size);
    if (content) {
        octets.resize(content->size());
    }
    return content.has_value();
}

/// At least one block, and no part of another.
[[nodiscard]] constexpr bool is_whole_blocks(ByteView octets, std::size_t block_size) noexcept
{
    return !octets.empty() && octets.size() % block_size == 0;
}

} // namespace uicc::codec
