#include "daemon/faults/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace uicc::daemon::faults {
namespace {

struct Unit {
    std::string_view name{};
    double milliseconds = 0;
};

constexpr auto units = std::to_array<Unit>({{"ms", 1}, {"s", 1000}, {"min", 60'000}});

constexpr double most_milliseconds = 86'400'000; // a day

} // namespace

Result<std::chrono::milliseconds, std::string> parse_duration(std::string_view text)
{
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    const std::string_view rest{parsed.ptr, static_cast<std::size_t>(end - parsed.ptr)};
    const auto unit = std::ranges::find(units, rest, &Unit::name);
    if (parsed.ec != std::errc{} || unit == units.end()) {
        return tl::unexpected{fmt::format("'{}' is no duration such as 500ms, 2s or 1min", text)};
    }
    const double milliseconds = std::round(number * unit->milliseconds);
    if (!(milliseconds >= 0 && milliseconds <= most_milliseconds)) {
        return tl::unexpected{fmt::format("'{}' is not between 0 and a day", text)};
    }
    return std::chrono::milliseconds{static_cast<std::int64_t>(milliseconds)};
}

std::string to_text(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    return count % 1000 == 0 ? fmt::format("{}s", count / 1000) : fmt::format("{}ms", count);
}

} // namespace uicc::daemon::faults
