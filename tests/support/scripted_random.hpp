#pragma once

#include "crypto/random_source.hpp"

#include <algorithm>
#include <stdexcept>

namespace uicc::test {

/// Gives out the octets of a vector in order, and fails when asked for more.
class ScriptedRandom final : public crypto::RandomSource {
public:
    explicit ScriptedRandom(Bytes octets) : octets_{std::move(octets)} {}

    void fill(std::span<Byte> out) override
    {
        if (out.size() > octets_.size() - given_) {
            throw std::runtime_error{"more random octets are asked for than the script has"};
        }
        std::copy_n(octets_.begin() + static_cast<std::ptrdiff_t>(given_), out.size(), out.begin());
        given_ += out.size();
    }

private:
    Bytes octets_;
    std::size_t given_ = 0;
};

} // namespace uicc::test
