#pragma once

#include "daemon/replay/masks.hpp"
#include "daemon/replay/trace_reader.hpp"

#include <functional>

namespace uicc::daemon::replay {

/// The card that a recording is sent to. Errors are sentences, and end the replay.
class Target {
public:
    Target() = default;
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;
    Target(Target&&) = delete;
    Target& operator=(Target&&) = delete;
    virtual ~Target() = default;

    /// PowerOn, WarmReset or PowerOff; yields the answer to reset, which is empty after PowerOff.
    [[nodiscard]] virtual Result<Bytes, std::string> power(trace::EventKind kind) = 0;
    [[nodiscard]] virtual Result<Bytes, std::string> transmit(ByteView command) = 0;
};

struct Totals {
    std::size_t commands = 0;
    std::size_t differences = 0; ///< of answers, those to resets included
};

/// Something was answered in another way than recorded.
using Report = std::function<void(const trace::CardEvent& recorded, ByteView answer)>;

/// What makes a recording impossible to send: a command whose data is masked. The error is a
/// sentence.
[[nodiscard]] Result<void, std::string> check(const Recording& recording);

/// Sends a recording after a cold reset and compares the answers. Where the recording masks an
/// answer, length and status word are compared. An error of the target is the error.
[[nodiscard]] Result<Totals, std::string> replay(const Recording& recording,
                                                 Target& target,
                                                 Masks masks,
                                                 const Report& report);

} // namespace uicc::daemon::replay
