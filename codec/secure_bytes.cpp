#include "codec/secure_bytes.hpp"

#include <cstring>

namespace uicc {

void wipe(void* memory, std::size_t size) noexcept
{
    if (size > 0) { // nothing may lie nowhere
        explicit_bzero(memory, size);
    }
}

bool equal_in_constant_time(ByteView left, ByteView right) noexcept
{
    if (left.size() != right.size()) {
        return false;
    }
    volatile Byte difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference = static_cast<Byte>(difference | (left[i] ^ right[i]));
    }
    return difference == 0;
}

} // namespace uicc
