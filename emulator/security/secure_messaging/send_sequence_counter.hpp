#pragma once

#include "codec/bytes.hpp"

#include <ranges>
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
        for (Byte& octet : octets_ | std::views::reverse) {
            if (++octet != 0) {
                return;
            }
        }
    }

private:
    Bytes octets_;
};

} // namespace uicc::emulator::secure_messaging
