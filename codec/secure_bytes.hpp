#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace uicc {

/// Overwrites memory in a way the optimiser must keep.
void wipe(void* memory, std::size_t size) noexcept;

/// Wipes every block before it goes back to the heap, also when a vector grows.
template <class Value>
struct WipingAllocator : std::allocator<Value> {
    template <class Other>
    struct rebind { // NOLINT(readability-identifier-naming): the name std::allocator_traits asks
                    // for
        using other = WipingAllocator<Other>; // NOLINT(readability-identifier-naming)
    };

    WipingAllocator() noexcept = default;
    template <class Other>
    // NOLINTNEXTLINE(google-explicit-constructor): allocators convert into each other
    WipingAllocator(const WipingAllocator<Other>& /*other*/) noexcept
    {}

    void deallocate(Value* block, std::size_t count) noexcept
    {
        wipe(block, count * sizeof(Value));
        std::allocator<Value>::deallocate(block, count);
    }
};

/// Key material, PINs and passwords: wiped when released, never printed (there is no operator<<).
using SecureBytes = std::vector<Byte, WipingAllocator<Byte>>;

/// Copies plain octets into a container that wipes itself.
[[nodiscard]] inline SecureBytes secure_copy(ByteView octets)
{
    return {octets.begin(), octets.end()};
}

/// Equality in a time that depends on the lengths only.
[[nodiscard]] bool equal_in_constant_time(ByteView left, ByteView right) noexcept;

} // namespace uicc
