#include "tests/bench/latencies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace uicc::bench {

std::string Latencies::summary()
{
    using Microseconds = std::chrono::duration<double, std::micro>;
    if (times_.empty()) {
        return "rate=0 p50=0 p99=0";
    }
    std::ranges::sort(times_);
    const auto at = [&](double quantile) {
        const auto place =
            static_cast<std::size_t>(quantile * static_cast<double>(times_.size() - 1));
        return Microseconds{times_[place]}.count();
    };
    const auto total = std::accumulate(times_.begin(), times_.end(), Clock::duration{});
    const double seconds = std::chrono::duration<double>{total}.count();
    return fmt::format("rate={:.0f} p50={:.1f} p99={:.1f}",
                       static_cast<double>(times_.size()) / seconds, at(0.50), at(0.99));
}

} // namespace uicc::bench
