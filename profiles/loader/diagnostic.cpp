#include "profiles/loader/diagnostic.hpp"

#include <fmt/format.h>

namespace uicc::profiles {

std::string Diagnostic::to_string() const
{
    const std::string place = line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
    const std::string reason = clause.empty() ? "" : fmt::format(" ({})", clause);
    return fmt::format("{}: {}{}", place, message, reason);
}

} // namespace uicc::profiles
