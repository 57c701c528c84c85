#include "profiles/yaml/nesting.hpp"

#include <algorithm>

namespace uicc::profiles::yaml {
namespace {

constexpr bool is_one_of(char character, std::string_view set) noexcept
{
    return set.find(character) != std::string_view::npos;
}

/// Follows the outline of a text: where nodes begin, and how many flow collections are open.
class Outline {
public:
    explicit Outline(std::string_view text) : text_{text} {}

    std::optional<std::size_t> first_deeper_than(std::size_t limit)
    {
        while (at_ < text_.size()) {
            step();
            if (depth_ > limit) {
                return at_ - 1;
            }
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
    }

    [[nodiscard]] bool follows(std::string_view set) const
    {
        return at_ == 0 ? set.find('\n') != std::string_view::npos : is_one_of(text_[at_ - 1], set);
    }

    void step()
    {
        const char character = peek();
        if (character == '\n') {
            begin_line();
        } else if (character == '#' && follows(blanks)) {
            skip_to(text_.find('\n', at_));
        } else if (is_one_of(character, " \t\r")) {
            ++at_;
        } else if (is_one_of(character, "[{]}")) {
            step_bracket(character);
        } else if (depth_ > 0 && character == ',') {
            node_may_begin_ = true;
            ++at_;
        } else if (is_value_indicator()) {
            begin_block_node();
            node_may_begin_ = true;
            ++at_;
        } else if (node_may_begin_) {
            begin_node(character);
        } else {
            after_quote_ = false;
            ++at_;
        }
    }

    void begin_line()
    {
        ++at_;
        line_start_ = at_;
        if (depth_ == 0 && (node_may_begin_ || !continues())) {
            node_may_begin_ = true;
            in_head_ = true;
        }
    }

    /// Whether words or a block scalar go on in this line: it is indented more than their node.
    [[nodiscard]] bool continues() const
    {
        const std::size_t text_begins = std::min(text_.find_first_not_of(' ', at_), text_.size());
        const bool is_empty = text_begins == text_.size() || is_one_of(text_[text_begins], "\r\n");
        return is_empty || static_cast<std::ptrdiff_t>(text_begins - at_) > indent_;
    }

    void step_bracket(char character)
    {
        const bool opens = is_one_of(character, "[{");
        if (opens && (depth_ > 0 || node_may_begin_)) {
            begin_block_node();
            ++depth_;
            node_may_begin_ = true;
        } else {
            depth_ -= !opens && depth_ > 0 ? 1U : 0U;
            node_may_begin_ = false;
            after_quote_ = !opens;
        }
        ++at_;
    }

    /// A colon ends a key before a blank, and right behind a quoted key of a flow collection.
    [[nodiscard]] bool is_value_indicator() const
    {
        const bool ends_word = is_one_of(peek(1), depth_ > 0 ? " \t\r\n,[]{}" : blanks);
        return peek() == ':' && (ends_word || (depth_ > 0 && after_quote_));
    }

    void begin_node(char character)
    {
        if (depth_ == 0 && is_one_of(character, "-?") && is_one_of(peek(1), blanks)) {
            indent_ = column();
            ++at_;
        } else if (is_one_of(character, "&!*")) {
            skip_to(text_.find_first_of(depth_ > 0 ? " \t\r\n,[]{}" : blanks, at_));
        } else if (is_one_of(character, "\"'")) {
            begin_block_node();
            skip_quoted(character);
        } else if (depth_ == 0 && is_one_of(character, "|>")) {
            skip_block_scalar();
        } else {
            begin_block_node();
            node_may_begin_ = false;
            after_quote_ = false;
            ++at_;
        }
    }

    /// The first node of a line, behind its dashes, is what block scalars are indented from.
    void begin_block_node()
    {
        if (depth_ == 0 && in_head_) {
            indent_ = column();
            in_head_ = false;
        }
    }

    void skip_quoted(char quote)
    {
        ++at_;
        const auto is_escaped = [&] {
            return quote == '"' ? peek() == '\\' : peek() == quote && peek(1) == quote;
        };
        while (at_ < text_.size() && (is_escaped() || peek() != quote)) {
            at_ += is_escaped() ? 2U : 1U;
        }
        skip_to(at_ + 1);
        node_may_begin_ = false;
        after_quote_ = true;
    }

    void skip_block_scalar()
    {
        do {
            skip_to(text_.find('\n', at_));
            skip_to(at_ + 1);
            line_start_ = at_;
        } while (at_ < text_.size() && continues());
        node_may_begin_ = true;
        in_head_ = true;
    }

    [[nodiscard]] std::ptrdiff_t column() const
    {
        return static_cast<std::ptrdiff_t>(at_ - line_start_);
    }

    void skip_to(std::size_t offset) { at_ = std::min(offset, text_.size()); }

    static constexpr std::string_view blanks = " \t\r\n";

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_start_ = 0;
    std::size_t depth_ = 0;      // flow collections that are open
    std::ptrdiff_t indent_ = -1; // column of the block node that the line belongs to
    bool in_head_ = true;        // only dashes so far on this line
    bool node_may_begin_ = true; // else within a word
    bool after_quote_ = false;   // right behind a quoted node or a flow collection
};

} // namespace

std::optional<std::size_t> first_too_deep(std::string_view text, std::size_t limit)
{
    return Outline{text}.first_deeper_than(limit);
}

} // namespace uicc::profiles::yaml
