#pragma once

#include "codec/result.hpp"
#include "profiles/yaml/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace uicc::profiles::yaml {

/// What is wrong with a text, and where.
struct Problem {
    Position position{};
    std::string message{};
};

/// Larger profiles are refused; large contents have files of their own.
inline constexpr std::size_t max_text_size = std::size_t{1} << 20U;

/// The text of a profile: UTF-8 without control characters.
class Source {
public:
    [[nodiscard]] static Result<Source, Problem> from(std::string text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// Offset of a place that is counted from 0 in lines and octets.
    [[nodiscard]] std::size_t offset_of(std::size_t line, std::size_t column) const;
    [[nodiscard]] Position position_of(std::size_t offset) const;

    /// Place of a character within a scalar, given its offset in the scalar's text; blanks and
    /// line ends are not told apart. The scalar's own place when escapes hide it.
    [[nodiscard]] Position within(const Node& scalar, std::size_t offset) const;

private:
    explicit Source(std::string text);

    std::string text_;
    std::vector<std::size_t> line_starts_;
    std::vector<std::size_t> continuations_; // offsets of octets that begin no character
};

} // namespace uicc::profiles::yaml
