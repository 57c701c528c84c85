#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace uicc::bench {

/// Times of single exchanges and what they amount to.
class Latencies {
public:
    using Clock = std::chrono::steady_clock;

    void begin() { begun_ = Clock::now(); }
    void end() { times_.push_back(Clock::now() - begun_); }

    /// "rate=54000 p50=17.9 p99=30.1" (per second, microseconds).
    [[nodiscard]] std::string summary();

private:
    Clock::time_point begun_{};
    std::vector<Clock::duration> times_;
};

} // namespace uicc::bench
