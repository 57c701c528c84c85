#pragma once

#include <string>
#include <vector>

namespace uicc::profiles::fsdump {

/// What became of a dump; each line is a sentence or a path with a reason.
struct ImportReport {
    std::size_t files = 0;         ///< on the card
    std::size_t with_contents = 0; ///< EFs whose contents the dump has
    std::size_t absent = 0;        ///< asked for by the dump, and not there
    std::vector<std::string> not_captured{};
    std::vector<std::string> filled_in{};

    [[nodiscard]] std::string to_text() const;
};

} // namespace uicc::profiles::fsdump
