#include "daemon/faults/apdu_pattern.hpp"
#include "daemon/faults/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace uicc::daemon::faults {
namespace {

using MaskedOctet = ApduPattern::MaskedOctet;

constexpr std::string_view arrow = "->";
constexpr unsigned highest_channel = 19;

struct Word {
    std::string_view text{};
    std::size_t offset = 0;
};

/// Divides at blanks; the arrow needs none.
std::vector<Word> words_of(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<Word> words;
    for (std::size_t i = text.find_first_not_of(blanks); i < text.size();) {
        const bool is_arrow = text.substr(i, arrow.size()) == arrow;
        const std::size_t end =
            is_arrow ? i + arrow.size()
                     : std::min({text.find_first_of(blanks, i), text.find(arrow, i), text.size()});
        words.push_back({text.substr(i, end - i), i});
        i = text.find_first_not_of(blanks, end);
    }
    return words;
}

constexpr unsigned any_digit = 16;

std::optional<unsigned> digit_of(char character)
{
    constexpr std::string_view digits = "0123456789ABCDEF?";
    const char upper = character >= 'a' ? static_cast<char>(character - 'a' + 'A') : character;
    const std::size_t value = digits.find(upper);
    return value == std::string_view::npos ? std::nullopt
                                           : std::optional{static_cast<unsigned>(value)};
}

std::optional<MaskedOctet> octet_of(char first, char second)
{
    const auto high = digit_of(first);
    const auto low = digit_of(second);
    if (!high || !low) {
        return std::nullopt;
    }
    MaskedOctet octet{.value = 0, .mask = 0};
    for (const auto& [digit, shift] : {std::pair{*high, 4U}, std::pair{*low, 0U}}) {
        if (digit < any_digit) {
            octet.value = static_cast<Byte>(octet.value | digit << shift);
            octet.mask = static_cast<Byte>(octet.mask | 0x0FU << shift);
        }
    }
    return octet;
}

/// Pairs of hexadecimal digits and ?, else nothing.
std::optional<std::vector<MaskedOctet>> octets_of(std::string_view text)
{
    std::vector<MaskedOctet> octets;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto octet = octet_of(text[i], text[i + 1]);
        if (!octet) {
            return std::nullopt;
        }
        octets.push_back(*octet);
    }
    return text.size() % 2 == 0 && !text.empty() ? std::optional{octets} : std::nullopt;
}

} // namespace

/// Reads the words of a pattern from left to right.
class PatternParser {
public:
    using Outcome = Result<void, PatternError>;

    PatternParser(std::string_view text, std::span<const std::string> files_of_card)
        : size_{text.size()}, words_{words_of(text)}, files_of_card_{files_of_card}
    {}

    Result<ApduPattern, PatternError> parse()
    {
        if (words_.empty()) {
            return fail(0, "the pattern is empty; any matches every command");
        }
        TRY(parse_command());
        while (next_ < words_.size()) {
            TRY(parse_condition());
        }
        return std::move(pattern_);
    }

private:
    [[nodiscard]] static tl::unexpected<PatternError> fail(std::size_t offset, std::string what)
    {
        return tl::unexpected{PatternError{offset, std::move(what)}};
    }

    [[nodiscard]] static tl::unexpected<PatternError> fail(const Word& word, std::string what)
    {
        return fail(word.offset, std::move(what));
    }

    Outcome parse_command()
    {
        const Word& word = words_[next_];
        if (is_same_name(word.text, "any")) {
            ++next_;
            return {};
        }
        if (octets_of(word.text)) {
            parse_octets();
            return {};
        }
        if (word.text == arrow || is_same_name(word.text, "channel") ||
            looks_like_file(word.text)) {
            return {};
        }
        return parse_name();
    }

    void parse_octets()
    {
        while (next_ < words_.size()) {
            const auto octets = octets_of(words_[next_].text);
            if (!octets) {
                return;
            }
            pattern_.octets_.insert(pattern_.octets_.end(), octets->begin(), octets->end());
            ++next_;
        }
    }

    /// As many words as begin the name of a command.
    Outcome parse_name()
    {
        const Word first = words_[next_];
        std::string words{first.text};
        if (!begins_command(words)) {
            return fail(first, fmt::format("there is no command {}{}", first.text,
                                           suggest_command(first.text)));
        }
        while (++next_ < words_.size()) {
            const std::string longer = fmt::format("{} {}", words, words_[next_].text);
            if (!begins_command(longer)) {
                break;
            }
            words = longer;
        }
        const auto name = std::ranges::find_if(
            command_names(), [&](std::string_view one) { return begins_name(words, one); });
        pattern_.command_ = name->substr(0, words.size());
        parse_channel_use();
        return {};
    }

    void parse_channel_use()
    {
        if (next_ == words_.size() || !begins_name(pattern_.command_, "MANAGE CHANNEL")) {
            return;
        }
        const std::string_view word = words_[next_].text;
        if (is_same_name(word, "OPEN") || is_same_name(word, "CLOSE")) {
            pattern_.p1_ = is_same_name(word, "OPEN") ? Byte{0x00} : Byte{0x80};
            ++next_;
        }
    }

    Outcome parse_condition()
    {
        const Word word = words_[next_++];
        if (word.text == arrow) {
            return parse_status();
        }
        if (is_same_name(word.text, "channel")) {
            return parse_channel(word);
        }
        if (looks_like_file(word.text)) {
            return parse_file(word);
        }
        return parse_key(word);
    }

    Outcome parse_status()
    {
        const auto octets = next_ < words_.size() ? octets_of(words_[next_].text) : std::nullopt;
        if (!octets || octets->size() != 2) {
            return fail(next_ < words_.size() ? words_[next_].offset : size_,
                        "-> is followed by a status word: 6982, or 63C? with ? for any digit");
        }
        ++next_;
        if (next_ < words_.size()) {
            return fail(words_[next_], "the status word is the end of a pattern");
        }
        pattern_.status_ = {(*octets)[0], (*octets)[1]};
        return {};
    }

    Outcome parse_channel(const Word& at)
    {
        if (pattern_.channel_) {
            return fail(at, "there is a channel already");
        }
        const std::string_view text = next_ < words_.size() ? words_[next_].text : "";
        unsigned number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
            number > highest_channel) {
            return fail(text.empty() ? size_ : words_[next_].offset,
                        "channel is followed by a number from 0 to 19");
        }
        ++next_;
        pattern_.channel_ = number;
        return {};
    }

    Outcome parse_file(const Word& at)
    {
        if (!pattern_.file_.empty()) {
            return fail(at, fmt::format("there is a file already: {}", pattern_.file_));
        }
        auto file = find_file(at.text, files_of_card_);
        if (!file) {
            return fail(at, fmt::format("there is no file {}{}", at.text,
                                        suggest_file(at.text, files_of_card_)));
        }
        pattern_.file_ = *std::move(file);
        return {};
    }

    Outcome parse_key(const Word& at)
    {
        const auto key = find_key(at.text);
        if (!key) {
            return fail(at, fmt::format("{} is no file, no key, and neither channel N nor -> "
                                        "STATUS{}",
                                        at.text, suggest_file(at.text, files_of_card_)));
        }
        if (!is_for_pins()) {
            return fail(at, "a key goes with a command for PINs, such as VERIFY");
        }
        if (pattern_.key_) {
            return fail(at, "there is a key already");
        }
        pattern_.key_ = key;
        return {};
    }

    [[nodiscard]] bool is_for_pins() const
    {
        return !pattern_.command_.empty() &&
               std::ranges::any_of(command_names(), [&](std::string_view name) {
                   return name.ends_with(" PIN") && begins_name(pattern_.command_, name);
               });
    }

    std::size_t size_;
    std::vector<Word> words_;
    std::span<const std::string> files_of_card_;
    std::size_t next_ = 0;
    ApduPattern pattern_;
};

Result<ApduPattern, PatternError> ApduPattern::parse(std::string_view text,
                                                     std::span<const std::string> files_of_card)
{
    return PatternParser{text, files_of_card}.parse();
}

} // namespace uicc::daemon::faults
