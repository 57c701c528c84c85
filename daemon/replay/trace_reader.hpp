#pragma once

#include "codec/result.hpp"
#include "daemon/trace/secrecy.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace uicc::daemon::replay {

/// What was recorded of one card: its resets and APDUs, in their order.
struct Recording {
    std::string card{};
    std::vector<trace::ShownEvent> events{};
    std::uint64_t lost = 0; ///< events that the trace says it lacks
};

/// Reads a trace of the form jsonl or pcapng; `card` may be empty where only one was recorded.
/// Errors are sentences with the place: "FILE:LINE: ..." or "FILE: packet 3: ...".
[[nodiscard]] Result<Recording, std::string> read_trace(const std::filesystem::path& file,
                                                        const std::string& card);

} // namespace uicc::daemon::replay
