#include "profiles/yaml/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

namespace uicc::profiles::yaml {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t indent_step = 2;
constexpr std::size_t most_plain_digits = 18;

bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

bool is_letter(char character)
{
    const char lower = static_cast<char>(character | 0x20);
    return lower >= 'a' && lower <= 'z';
}

/// Words that readers of YAML 1.1 and 1.2 take for something else.
bool is_reserved_word(std::string_view text)
{
    static constexpr std::array<std::string_view, 7> words{"null", "yes", "no", "on",
                                                           "off",  "y",   "n"};
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character | 0x20)
                                                    : character;
    });
    return std::ranges::find(words, lower) != words.end();
}

/// A number as everybody reads it.
bool is_plain_number(std::string_view text)
{
    if (text.starts_with("0x") && text.size() > 2) {
        return std::ranges::all_of(text.substr(2), [](char character) {
            return std::isxdigit(static_cast<unsigned char>(character)) != 0;
        });
    }
    return text.size() <= most_plain_digits && std::ranges::all_of(text, is_digit) &&
           (text.front() != '0' || text.size() == 1);
}

bool is_plain_word(std::string_view text)
{
    const auto allowed = [](char character) {
        return is_letter(character) || is_digit(character) || character == '_' ||
               character == '.' || character == '-' || character == '/' || character == ' ' ||
               character == '=';
    };
    return is_letter(text.front()) && text.back() != ' ' && std::ranges::all_of(text, allowed) &&
           !is_reserved_word(text);
}

std::string escaped(char character)
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    default:
        return fmt::format("\\x{:02X}",
                           static_cast<unsigned>(static_cast<unsigned char>(character)));
    }
}

/// In double quotes. C1 control characters, C2 80 to C2 9F in UTF-8, are escaped as the others are.
std::string quoted(std::string_view text)
{
    std::string out{'"'};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octet = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (octet == 0xC2 && next >= 0x80 && next < 0xA0) {
            out += fmt::format("\\x{:02X}", next);
            ++i;
        } else if (octet < 0x20 || octet == 0x7F || octet == '"' || octet == '\\') {
            out += escaped(text[i]);
        } else {
            out += text[i];
        }
    }
    return out + '"';
}

std::string scalar(const Node& node)
{
    const std::string_view text = node.text;
    const bool plain =
        node.is_plain && !text.empty() && (is_plain_number(text) || is_plain_word(text));
    return plain ? std::string{text} : quoted(text);
}

/// On one line; nothing when that would be too long, or hide files among each other.
std::optional<std::string> one_line(const Node& node, std::size_t room)
{
    if (node.kind == Kind::Null) {
        return "null";
    }
    if (node.kind == Kind::Scalar) {
        return scalar(node);
    }
    const bool is_list = node.kind == Kind::Sequence;
    std::string out;
    const auto append = [&](const std::string& part) {
        out += (out.empty() ? "" : ", ") + part;
        return out.size() + 2 <= room;
    };
    for (const NodePtr& item : node.items) {
        const auto part = one_line(*item, room);
        if (!part || !append(*part)) {
            return std::nullopt;
        }
    }
    for (const auto& [key, value] : node.members) {
        const auto part = key->text == "files" ? std::nullopt : one_line(*value, room);
        if (!part || !append(scalar(*key) + ": " + *part)) {
            return std::nullopt;
        }
    }
    return is_list ? "[" + out + "]" : "{" + out + "}";
}

class Writer {
public:
    void members(const Node& map, std::size_t indent)
    {
        for (const auto& [key, value] : map.members) {
            out_ += std::string(indent, ' ') + scalar(*key) + ':';
            value_behind(*value, indent, key->text == "files" || indent == 0);
        }
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void value_behind(const Node& value, std::size_t indent, bool in_block)
    {
        if (value.kind == Kind::Null) {
            out_ += '\n';
            return;
        }
        const bool is_block = in_block && value.kind == Kind::Map;
        const std::size_t used = out_.size() - (out_.rfind('\n') + 1);
        const auto line =
            is_block ? std::nullopt : one_line(value, line_width - std::min(used, line_width));
        if (line) {
            out_ += ' ' + *line + '\n';
            return;
        }
        out_ += '\n';
        if (value.kind == Kind::Map) {
            members(value, indent + indent_step);
        } else {
            items(value, indent + indent_step);
        }
    }

    void items(const Node& list, std::size_t indent)
    {
        for (const NodePtr& item : list.items) {
            const std::string dash = std::string(indent, ' ') + "- ";
            if (const auto line = one_line(*item, line_width)) {
                out_ += dash + *line + '\n';
                continue;
            }
            Writer inner;
            if (item->kind == Kind::Map) {
                inner.members(*item, indent + indent_step);
            } else {
                inner.items(*item, indent + indent_step);
            }
            out_ += dash + inner.take().substr(indent + indent_step);
        }
    }

    std::string out_;
};

} // namespace

std::string write(const Node& document)
{
    Writer writer;
    writer.members(document, 0);
    return writer.take();
}

} // namespace uicc::profiles::yaml
