#include "profiles/loader/values.hpp"

#include "codec/hex.hpp"
#include "filesystem/catalogue/closest_name.hpp"
#include "profiles/loader/control_characters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace uicc::profiles {
namespace {

using filesystem::Fid;
using yaml::Kind;
using yaml::Node;

constexpr std::size_t longest_suggested_name = 64;

bool require_scalar(Report& report, const Node& node, std::string_view wanted)
{
    if (node.kind == Kind::Scalar) {
        return true;
    }
    report.add(node, fmt::format("{} is wanted here", wanted));
    return false;
}

template <class Number>
std::optional<Number> number_of(std::string_view text)
{
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) {
        text.remove_prefix(2);
    }
    Number number{};
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, hexadecimal ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

bool is_hex_digit(char character)
{
    return std::isxdigit(static_cast<unsigned char>(character)) != 0;
}

/// The offending character of a malformed octet: its second digit, where that is one.
std::size_t offending(std::string_view text, std::size_t offset)
{
    const bool second = is_hex_digit(text[offset]) && offset + 1 < text.size() &&
                        text[offset + 1] != ' ' && text[offset + 1] != '\n';
    return second ? offset + 1 : offset;
}

void report_hex(Report& report, const Node& node, const codec::HexError& error)
{
    const std::size_t offset = offending(node.text, error.offset);
    report.add_within(node, offset,
                      is_hex_digit(node.text[offset]) ? "an octet needs two hexadecimal digits"
                                                      : "this is no hexadecimal digit");
}

std::string octets(std::size_t count)
{
    return fmt::format("{} octet{}", count, count == 1 ? "" : "s");
}

std::string wanted(SizeRange size)
{
    if (size.min == size.max) {
        return octets(size.min);
    }
    if (size.max == SIZE_MAX) {
        return fmt::format("at least {}", octets(size.min));
    }
    return fmt::format("{} to {}", size.min, octets(size.max));
}

} // namespace

bool is_reserved(Fid fid)
{
    // TS 102 221 §8.6; 3FFF: ISO/IEC 7816-4 §5.3.1.1
    constexpr std::array reserved{Fid{0x3F00}, Fid{0x3FFF}, Fid{0x7FFF}, Fid{0xFFFF}};
    return std::ranges::find(reserved, fid) != reserved.end();
}

std::optional<std::string> read_text(Report& report, const Node& node)
{
    if (!require_scalar(report, node, "a text")) {
        return std::nullopt;
    }
    return node.text;
}

std::optional<std::string> read_line(Report& report, const Node& node)
{
    auto text = read_text(report, node);
    if (!text || !find_control(*text)) {
        return text;
    }
    report.add(node, "control characters cannot stand here");
    return std::nullopt;
}

std::optional<std::uint64_t> read_number(Report& report,
                                         const Node& node,
                                         NumberRange range,
                                         std::string_view clause)
{
    const auto number =
        node.kind == Kind::Scalar ? number_of<std::uint64_t>(node.text) : std::nullopt;
    if (!number || *number < range.min || *number > range.max) {
        report.add(node, fmt::format("a number from {} to {} is wanted here", range.min, range.max),
                   std::string{clause});
        return std::nullopt;
    }
    return number;
}

std::optional<std::int64_t> read_integer(Report& report, const Node& node)
{
    const auto number =
        node.kind == Kind::Scalar ? number_of<std::int64_t>(node.text) : std::nullopt;
    if (!number) {
        report.add(node, "a number is wanted here");
    }
    return number;
}

std::optional<bool> read_flag(Report& report, const Node& node)
{
    static constexpr std::array<Word<bool>, 2> words{{{"true", true}, {"false", false}}};
    return read_choice(report, node, words);
}

std::optional<Bytes> read_hex(Report& report,
                              const Node& node,
                              SizeRange size,
                              std::string_view clause)
{
    if (!require_scalar(report, node, "a row of hexadecimal digits")) {
        return std::nullopt;
    }
    auto octets_read = codec::from_hex(node.text);
    if (!octets_read) {
        report_hex(report, node, octets_read.error());
        return std::nullopt;
    }
    if (octets_read->size() < size.min || octets_read->size() > size.max) {
        report.add(node, fmt::format("{} wanted, here are {}", wanted(size), octets_read->size()),
                   std::string{clause});
        return std::nullopt;
    }
    return *std::move(octets_read);
}

std::optional<SecureBytes> read_secret_hex(Report& report,
                                           const Node& node,
                                           SizeRange size,
                                           std::string_view clause)
{
    auto plain = read_hex(report, node, size, clause);
    if (!plain) {
        return std::nullopt;
    }
    SecureBytes secret = secure_copy(*plain);
    wipe(plain->data(), plain->size());
    return secret;
}

std::optional<Fid> fid_of(std::string_view text)
{
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    if (text.size() != 4 || !std::ranges::all_of(text, is_hex_digit)) {
        return std::nullopt;
    }
    std::uint16_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return Fid{number};
}

std::optional<Fid> read_fid(Report& report, const Node& node)
{
    const auto fid = node.kind == Kind::Scalar ? fid_of(node.text) : std::nullopt;
    if (!fid) {
        report.add(node, "a file identifier is four hexadecimal digits", "TS 102 221 §8.2");
        return std::nullopt;
    }
    if (is_reserved(*fid)) {
        report.add(node, "this file identifier is reserved", "TS 102 221 §8.6");
        return std::nullopt;
    }
    return fid;
}

std::string suggestion(std::string_view text, std::span<const std::string_view> known)
{
    if (text.size() > longest_suggested_name || known.empty()) {
        return {};
    }
    const auto distance = [text](std::string_view word) {
        return filesystem::catalogue::edit_distance(text, word);
    };
    const std::string_view nearest = *std::ranges::min_element(known, {}, distance);
    const std::size_t tolerated = std::max<std::size_t>(1, text.size() / 3);
    return distance(nearest) <= tolerated ? fmt::format("; did you mean {}?", nearest) : "";
}

void report_choice(Report& report, const Node& node, std::span<const std::string_view> words)
{
    const std::string near =
        node.kind == Kind::Scalar ? suggestion(node.text, words) : std::string{};
    report.add(node,
               fmt::format("one of these is wanted here: {}{}", fmt::join(words, ", "), near));
}

} // namespace uicc::profiles
