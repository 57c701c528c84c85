#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer calls with octets of its choice; whatever they are, it returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace uicc::test {

/// A promise of the code under test that has to hold for all inputs.
inline void require(bool promise)
{
    if (!promise) {
        __builtin_trap();
    }
}

} // namespace uicc::test
