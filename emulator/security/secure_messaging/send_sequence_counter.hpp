#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <utility>

namespace uicc::emulator::secure_messaging {

/// SSC, ICAO Doc 9303-11 §9.8: one number as wide as a block of the cipher, raised before each
/// command and before each response; zero follows the largest.
class SendSequenceCounter {
public:
    explicit SendSequenceCounter(Bytes initial) : octets_{std::move(initial)} {}

    [[nodiscard]] ByteView octets() const { return octets_; }

    void increment()
    {
        for (std::size_t i = octets_.size(); i > 0; --i) {
            if (++octets_[i - 1] != 0) {
                return;
            }
        }
    }

private:
    Bytes octets_;
};

} // namespace uicc::emulator::secure_messaging
