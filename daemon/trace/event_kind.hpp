#pragma once

#include "daemon/trace/card_event.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace uicc::daemon::trace {

/// Names of all kinds, in their order: "inserted", "power-on", "apdu".
[[nodiscard]] std::span<const std::string_view> kind_names() noexcept;

[[nodiscard]] std::string_view name_of(EventKind kind) noexcept;
[[nodiscard]] std::optional<EventKind> kind_of(std::string_view name) noexcept;

} // namespace uicc::daemon::trace
