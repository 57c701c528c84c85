#include "daemon/trace/event_kind.hpp"

#include <algorithm>
#include <array>

namespace uicc::daemon::trace {
namespace {

constexpr std::array<std::string_view, 12> names{"inserted",  "removed",    "connected", "lost",
                                                 "power-on",  "warm-reset", "power-off", "apdu",
                                                 "selection", "security",   "change",    "fault"};
static_assert(names.size() == static_cast<std::size_t>(EventKind::Fault) + 1);

} // namespace

std::span<const std::string_view> kind_names() noexcept
{
    return names;
}

std::string_view name_of(EventKind kind) noexcept
{
    return names[static_cast<std::size_t>(kind)];
}

std::optional<EventKind> kind_of(std::string_view name) noexcept
{
    const auto found = std::ranges::find(names, name);
    return found == names.end()
               ? std::nullopt
               : std::optional{EventKind{static_cast<Byte>(found - names.begin())}};
}

} // namespace uicc::daemon::trace
