#include "profiles/loader/report.hpp"

#include "profiles/loader/control_characters.hpp"

#include <algorithm>
#include <tuple>

namespace uicc::profiles {
namespace {

/// Nobody reads more; a broken file must not fill the memory with complaints.
constexpr std::size_t max_diagnostics = 1000;

/// A message may quote a value, and a terminal would obey control characters in it.
std::string printable(std::string_view message)
{
    std::string text;
    while (const auto control = find_control(message)) {
        text += message.substr(0, control->offset);
        text += '?';
        message.remove_prefix(control->offset + control->size);
    }
    return text += message;
}

auto place(const Diagnostic& diagnostic)
{
    return std::tuple{diagnostic.line, diagnostic.column};
}

} // namespace

void Report::add(yaml::Position position, std::string message, std::string clause)
{
    if (!closed_ && diagnostics_.size() < max_diagnostics) {
        diagnostics_.push_back({.file = file_,
                                .line = position.line,
                                .column = position.column,
                                .message = printable(message),
                                .clause = std::move(clause)});
    }
}

void Report::add_within(const yaml::Node& scalar,
                        std::size_t offset,
                        std::string message,
                        std::string clause)
{
    add(source_.within(scalar, offset), std::move(message), std::move(clause));
}

std::vector<Diagnostic> Report::take()
{
    std::ranges::stable_sort(diagnostics_, {}, place);
    const auto repeated = std::ranges::unique(diagnostics_);
    diagnostics_.erase(repeated.begin(), repeated.end());
    return std::move(diagnostics_);
}

} // namespace uicc::profiles
