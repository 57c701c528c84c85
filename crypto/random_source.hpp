#pragma once

#include "codec/bytes.hpp"

namespace uicc::crypto {

/// Where random octets come from; given to whoever needs them, so that a run can be repeated.
class RandomSource {
public:
    RandomSource() = default;
    RandomSource(const RandomSource&) = delete;
    RandomSource(RandomSource&&) = delete;
    RandomSource& operator=(const RandomSource&) = delete;
    RandomSource& operator=(RandomSource&&) = delete;
    virtual ~RandomSource() = default;

    /// Overwrites every octet of `out`. Throws CryptoFailure when there is no randomness to be had.
    virtual void fill(std::span<Byte> out) = 0;
};

} // namespace uicc::crypto
