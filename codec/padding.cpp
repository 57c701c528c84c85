#include "codec/padding.hpp"

namespace uicc::codec {

std::optional<ByteView> without_padding(ByteView padded, std::size_t block_size)
{
    if (padded.size() % block_size != 0) {
        return std::nullopt;
    }
    for (std::size_t count = 1; count <= block_size && count <= padded.size(); ++count) {
        const Byte octet = padded[padded.size() - count];
        if (octet == 0x80) {
            return padded.first(padded.size() - count);
        }
        if (octet != 0x00) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace uicc::codec
