#pragma once

#include "codec/result.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace uicc::daemon::lab {

/// A reader that a card of ours can be put into.
struct LabReader {
    std::string place{}; ///< HOST:PORT of its vpcd slot
    std::string name{};  ///< what PC/SC clients call it
};

/// The slots of vpcd in their order, at least one. An error is a sentence.
[[nodiscard]] Result<std::vector<LabReader>, std::string> vpcd_readers();

[[nodiscard]] bool shows_card(const std::string& reader_name);

/// False when PC/SC shows no card within that time.
[[nodiscard]] bool wait_for_card(const std::string& reader_name,
                                 std::chrono::milliseconds patience);

/// False when PC/SC shows a card for longer.
[[nodiscard]] bool wait_until_empty(const std::string& reader_name,
                                    std::chrono::milliseconds patience);

} // namespace uicc::daemon::lab
