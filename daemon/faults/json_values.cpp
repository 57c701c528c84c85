#include "daemon/faults/json_values.hpp"

#include "codec/hex.hpp"
#include "daemon/faults/duration.hpp"
#include "daemon/faults/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace uicc::daemon::faults {
namespace {

/// RFC 6901 §3.
std::string escaped(const std::string& key)
{
    std::string text;
    for (const char character : key) {
        text += character == '~' ? "~0" : character == '/' ? "~1" : std::string(1, character);
    }
    return text;
}

std::optional<std::uint64_t> number_in(const Json& value)
{
    if (value.is_number_unsigned()) {
        return value.get<std::uint64_t>();
    }
    if (!value.is_string()) {
        return std::nullopt;
    }
    const auto& text = value.get_ref<const std::string&>();
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{number} : std::nullopt;
}

} // namespace

Place Place::at(const std::string& key) const
{
    return {value.at(key), fmt::format("{}/{}", pointer, escaped(key))};
}

Place Place::at(std::size_t index) const
{
    return {value.at(index), fmt::format("{}/{}", pointer, index)};
}

void JsonValues::complain(const Place& place, std::string what)
{
    complaints_.push_back({place.pointer, std::move(what)});
}

std::optional<std::string> JsonValues::text(const Place& place)
{
    if (!place.value.is_string()) {
        complain(place, "a text is expected, in quotes");
        return std::nullopt;
    }
    return place.value.get<std::string>();
}

std::optional<std::uint64_t> JsonValues::number(const Place& place,
                                                std::uint64_t least,
                                                std::uint64_t most)
{
    const auto number = number_in(place.value);
    if (!number || *number < least || *number > most) {
        complain(place, fmt::format("a whole number from {} to {} is expected", least, most));
        return std::nullopt;
    }
    return number;
}

std::optional<Bytes> JsonValues::octets(const Place& place, std::size_t least, std::size_t most)
{
    const auto digits = text(place);
    if (!digits) {
        return std::nullopt;
    }
    auto octets = codec::from_hex(*digits);
    if (!octets) {
        complain(place,
                 fmt::format("{}, at offset {}", octets.error().what, octets.error().offset));
        return std::nullopt;
    }
    if (octets->size() < least || octets->size() > most) {
        complain(place,
                 fmt::format("{} to {} octets are expected, not {}", least, most, octets->size()));
        return std::nullopt;
    }
    return *std::move(octets);
}

std::optional<emulator::StatusWord> JsonValues::status(const Place& place)
{
    const std::string digits = place.value.is_string()            ? place.value.get<std::string>()
                               : place.value.is_number_unsigned() ? place.value.dump()
                                                                  : std::string{};
    const auto octets = codec::from_hex(digits);
    if (!octets || octets->size() != 2) {
        complain(place, "a status word is expected, such as \"6982\"");
        return std::nullopt;
    }
    return emulator::StatusWord{static_cast<std::uint16_t>((*octets)[0] << 8 | (*octets)[1])};
}

std::optional<codec::Tag> JsonValues::tag(const Place& place)
{
    const auto digits = text(place);
    return digits ? tag_of(place, *digits) : std::nullopt;
}

std::optional<codec::Tag> JsonValues::tag_name(const Place& place, const std::string& name)
{
    return tag_of(place.at(name), name);
}

std::optional<codec::Tag> JsonValues::tag_of(const Place& place, std::string_view text)
{
    const auto octets = codec::from_hex(text);
    if (octets) {
        Bytes encoded = *octets; // with a length, a data object if the tag is one
        encoded.push_back(0x00);
        codec::TlvReader reader{encoded};
        const auto object = reader.next();
        if (object && reader.at_end()) {
            return object->tag;
        }
    }
    complain(place, fmt::format("'{}' is no tag such as 80 or 9F7F", text));
    return std::nullopt;
}

std::optional<filesystem::KeyReference> JsonValues::key(const Place& place)
{
    const auto word = text(place);
    if (!word) {
        return std::nullopt;
    }
    const auto key = find_key(*word);
    if (!key) {
        complain(place, fmt::format("'{}' is no key such as PIN1, PIN2, ADM1 or 81", *word));
    }
    return key;
}

std::optional<Duration> JsonValues::duration(const Place& place, Duration most)
{
    const auto words = text(place);
    if (!words) {
        return std::nullopt;
    }
    const auto duration = parse_duration(*words);
    if (!duration) {
        complain(place, duration.error());
        return std::nullopt;
    }
    if (*duration > most) {
        complain(place, fmt::format("at most {} are possible", to_text(most)));
        return std::nullopt;
    }
    return *duration;
}

bool JsonValues::confirm(const Place& place)
{
    const bool confirms = place.value == true || place.value == "true";
    if (!confirms) {
        complain(place, "true is the only value");
    }
    return confirms;
}

bool JsonValues::is_boolean(const Place& place)
{
    return place.value.is_boolean() || place.value == "true" || place.value == "false";
}

std::optional<std::size_t> JsonValues::choice(const Place& place,
                                              std::initializer_list<std::string_view> texts)
{
    const auto found =
        place.value.is_string()
            ? std::find(texts.begin(), texts.end(), place.value.get_ref<const std::string&>())
            : texts.end();
    if (found == texts.end()) {
        complain(place, fmt::format("{} is expected", fmt::join(texts, " or ")));
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - texts.begin());
}

bool JsonValues::object(const Place& place, const std::vector<std::string_view>& members)
{
    if (!place.value.is_object()) {
        complain(place, fmt::format("an object is expected, with {}", fmt::join(members, ", ")));
        return false;
    }
    bool is_known = true;
    for (const auto& [key, value] : place.value.items()) {
        if (std::ranges::find(members, key) == members.end()) {
            complain(place.at(key),
                     fmt::format("'{}' is unknown here{}", key, suggest(key, members)));
            is_known = false;
        }
    }
    return is_known;
}

} // namespace uicc::daemon::faults
