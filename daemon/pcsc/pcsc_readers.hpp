#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <string>
#include <vector>

namespace uicc::daemon::pcsc {

/// A reader as PC/SC clients see it.
struct PcscReader {
    std::string name{};
    bool has_card = false;
    Bytes atr{};
};

/// Asks PC/SC, at most for a few seconds. An error is a sentence.
[[nodiscard]] Result<std::vector<PcscReader>, std::string> pcsc_readers();

} // namespace uicc::daemon::pcsc
