#pragma once

#include "crypto/random_source.hpp"
#include "daemon/faults/fault_injector.hpp"
#include "daemon/faults/faulty_store.hpp"

#include <memory>
#include <string>

namespace uicc::daemon {

/// The faults of one card, and the randomness that they draw on: the card's own stays as it would
/// be without them.
struct CardFaults {
    std::unique_ptr<crypto::RandomSource> random{};
    faults::FaultInjector injector;
};

/// The answer to who asks beside the reader, or a sentence about why there is none.
[[nodiscard]] Result<Bytes, std::string> plain_answer(vpcd_bridge::Delivery delivery);

} // namespace uicc::daemon
