#include "daemon/faults/fault_json.hpp"
#include "daemon/faults/json_values.hpp"
#include "daemon/faults/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

namespace uicc::daemon::faults {
namespace {

using MaybeAction = std::optional<Action>;

constexpr std::size_t most_data = 0xFFFD; // and a status word, in a message of vpcd
constexpr std::size_t most_atr = 255;
constexpr std::uint64_t no_limit = std::numeric_limits<std::int64_t>::max();

/// An action of one value.
template <class Kind, class Value>
MaybeAction action_of(std::optional<Value> value)
{
    return value ? MaybeAction{Kind{*std::move(value)}} : std::nullopt;
}

template <class Kind>
MaybeAction confirmed(JsonValues& values, const Place& place)
{
    return values.confirm(place) ? MaybeAction{Kind{}} : std::nullopt;
}

template <class Kind>
MaybeAction status(JsonValues& values, const Place& place)
{
    return action_of<Kind>(values.status(place));
}

template <class Kind, std::size_t least>
MaybeAction octets(JsonValues& values, const Place& place)
{
    return action_of<Kind>(values.octets(place, least, most_data));
}

MaybeAction truncation(JsonValues& values, const Place& place)
{
    return action_of<Truncation>(values.number(place, 0, most_data));
}

MaybeAction delay(JsonValues& values, const Place& place)
{
    return action_of<Delay>(values.duration(place, longest_silence));
}

/// true or how long.
template <class Kind>
MaybeAction no_answer(JsonValues& values, const Place& place)
{
    if (JsonValues::is_boolean(place)) {
        return confirmed<Kind>(values, place);
    }
    return action_of<Kind>(values.duration(place, longest_silence));
}

/// "random", a bit counted from the most significant one of the first octet, or octet and mask.
MaybeAction bit_flip(JsonValues& values, const Place& place)
{
    if (place.value == "random") {
        return BitFlip{};
    }
    if (!place.value.is_structured() && !place.value.is_null()) {
        const auto bit = values.number(place, 0, most_data * 8 - 1);
        return bit ? MaybeAction{BitFlip{*bit / 8, static_cast<Byte>(0x80U >> (*bit % 8))}}
                   : std::nullopt;
    }
    if (!values.object(place, {"octet", "mask"})) {
        return std::nullopt;
    }
    if (!place.value.contains("octet") || !place.value.contains("mask")) {
        values.complain(place, "octet and mask belong together");
        return std::nullopt;
    }
    const auto octet = values.number(place.at("octet"), 0, most_data - 1);
    const auto mask = values.octets(place.at("mask"), 1, 1);
    return octet && mask ? MaybeAction{BitFlip{*octet, mask->front()}} : std::nullopt;
}

void read_removed(JsonValues& values, const Place& place, FcpChange& change)
{
    if (!place.value.is_array()) {
        values.complain(place, "a list of tags is expected");
        return;
    }
    for (std::size_t i = 0; i < place.value.size(); ++i) {
        if (const auto tag = values.tag(place.at(i))) {
            change.removed.push_back(*tag);
        }
    }
}

/// Members that are named by a tag.
template <class Read>
void read_tagged(JsonValues& values, const Place& place, Read read)
{
    if (!place.value.is_object()) {
        values.complain(place, "an object is expected, whose members are tags");
        return;
    }
    for (const auto& [name, value] : place.value.items()) {
        if (const auto tag = values.tag_name(place, name)) {
            read(*tag, place.at(name));
        }
    }
}

MaybeAction fcp_change(JsonValues& values, const Place& place)
{
    if (!values.object(place, {"tag", "remove", "replace", "rename"})) {
        return std::nullopt;
    }
    if (place.value.empty()) {
        values.complain(place, "tag, remove, replace or rename is missing");
        return std::nullopt;
    }
    FcpChange change;
    if (place.value.contains("tag")) {
        change.tag = values.tag(place.at("tag"));
    }
    if (place.value.contains("remove")) {
        read_removed(values, place.at("remove"), change);
    }
    if (place.value.contains("replace")) {
        read_tagged(values, place.at("replace"), [&](codec::Tag tag, const Place& at) {
            change.replaced.emplace_back(tag, values.octets(at, 0, most_atr).value_or(Bytes{}));
        });
    }
    if (place.value.contains("rename")) {
        read_tagged(values, place.at("rename"), [&](codec::Tag tag, const Place& at) {
            change.renamed.emplace_back(tag, values.tag(at).value_or(tag));
        });
    }
    return change;
}

/// "silent", "visible", or that and the moment.
MaybeAction reset(JsonValues& values, const Place& place)
{
    Reset reset;
    const bool is_short = place.value.is_string();
    if (!is_short) {
        if (!values.object(place, {"how", "when"})) {
            return std::nullopt;
        }
        if (!place.value.contains("how")) {
            values.complain(place, "how is missing: silent or visible");
            return std::nullopt;
        }
    }
    const auto how = values.choice(is_short ? place : place.at("how"), {"silent", "visible"});
    reset.trace = how == 1U ? Reset::Trace::Visible : Reset::Trace::Silent;
    if (!is_short && place.value.contains("when")) {
        const auto when = values.choice(place.at("when"), {"before", "after"});
        reset.moment = when == 0U ? Reset::Moment::Before : Reset::Moment::After;
    }
    return reset;
}

MaybeAction removal(JsonValues& values, const Place& place)
{
    if (JsonValues::is_boolean(place)) {
        return confirmed<Removal>(values, place);
    }
    if (!values.object(place, {"back-after"})) {
        return std::nullopt;
    }
    Removal removal;
    if (place.value.contains("back-after")) {
        removal.back_after = values.duration(place.at("back-after"), std::chrono::hours{1});
    }
    return removal;
}

MaybeAction pin_blocked(JsonValues& values, const Place& place)
{
    if (place.value.is_object() && values.object(place, {"pin"}) && place.value.contains("pin")) {
        return action_of<PinBlocked>(values.key(place.at("pin")));
    }
    return action_of<PinBlocked>(values.key(place));
}

std::optional<Bytes> read_atr(JsonValues& values, const Place& place)
{
    return values.octets(place, 0, most_atr);
}

/// Octets, "garbage", or one of these and which reset.
MaybeAction other_atr(JsonValues& values, const Place& place)
{
    OtherAtr atr;
    if (place.value == "garbage") {
        return atr;
    }
    if (place.value.is_string()) {
        return action_of<OtherAtr>(read_atr(values, place));
    }
    if (!values.object(place, {"hex", "garbage", "when"})) {
        return std::nullopt;
    }
    if (place.value.contains("hex") == place.value.contains("garbage")) {
        values.complain(place, "either hex or garbage is expected");
        return std::nullopt;
    }
    if (place.value.contains("hex")) {
        atr.atr = read_atr(values, place.at("hex"));
    } else {
        values.confirm(place.at("garbage"));
    }
    if (place.value.contains("when")) {
        const auto when = values.choice(place.at("when"), {"any", "cold", "warm"});
        atr.reset = static_cast<OtherAtr::Reset>(when.value_or(0));
    }
    return atr;
}

struct ActionRow {
    std::string_view key{};
    MaybeAction (*read)(JsonValues& values, const Place& place) = nullptr;
};

constexpr auto actions = std::to_array<ActionRow>({
    {"status", status<Refusal>},
    {"wrong-le", confirmed<WrongLe>},
    {"memory-full", confirmed<MemoryFull>},
    {"write-failure", confirmed<WriteFailure>},
    {"answer", octets<OtherAnswer, 1>},
    {"status-after", status<OtherStatus>},
    {"data", octets<OtherData, 0>},
    {"truncate", truncation},
    {"append", octets<Appendix, 1>},
    {"flip", bit_flip},
    {"fcp", fcp_change},
    {"more", confirmed<MoreData>},
    {"delay", delay},
    {"silence", no_answer<Silence>},
    {"mute", no_answer<Mute>},
    {"drop", confirmed<Drop>},
    {"reset", reset},
    {"remove", removal},
    {"pin-blocked", pin_blocked},
    {"atr", other_atr},
});

std::vector<std::string_view> action_keys()
{
    std::vector<std::string_view> keys;
    std::ranges::transform(actions, std::back_inserter(keys), &ActionRow::key);
    return keys;
}

std::vector<std::string_view> all_keys()
{
    std::vector<std::string_view> keys = action_keys();
    keys.insert(keys.end(), {"on", "channel", "nth", "times"});
    return keys;
}

/// Reads the members of a fault one by one.
class FaultReader {
public:
    FaultReader(const Json& json, std::span<const std::string> files_of_card)
        : whole_{json}, files_of_card_{files_of_card}
    {}

    Result<Fault, std::vector<FaultError>> read()
    {
        values_.object(whole_, all_keys());
        if (whole_.value.is_object()) {
            read_pattern();
            read_channel();
            read_occurrences();
            read_action();
            check_together();
        }
        if (!values_.complaints().empty()) {
            return tl::unexpected{values_.complaints()};
        }
        return std::move(fault_);
    }

private:
    [[nodiscard]] bool has(const char* key) const { return whole_.value.contains(key); }

    void read_pattern()
    {
        const auto text = has("on") ? values_.text(whole_.at("on")) : std::nullopt;
        if (!text) {
            return;
        }
        auto pattern = ApduPattern::parse(*text, files_of_card_);
        if (!pattern) {
            values_.complain(
                whole_.at("on"),
                fmt::format("at offset {}: {}", pattern.error().offset, pattern.error().what));
            return;
        }
        fault_.on = *std::move(pattern);
    }

    void read_channel()
    {
        if (!has("channel")) {
            return;
        }
        const auto channel = values_.number(whole_.at("channel"), 0, 19);
        if (channel && !fault_.on.limit_to_channel(static_cast<unsigned>(*channel))) {
            values_.complain(whole_.at("channel"), "the pattern names a channel already");
        }
    }

    void read_occurrences()
    {
        if (has("nth")) {
            fault_.nth = values_.number(whole_.at("nth"), 1, no_limit).value_or(1);
        }
        if (has("times") && whole_.value["times"] != "always") {
            fault_.times = values_.number(whole_.at("times"), 1, no_limit);
        }
    }

    void read_action()
    {
        std::vector<std::string_view> found;
        for (const ActionRow& row : actions) {
            const std::string key{row.key};
            if (!has(key.c_str())) {
                continue;
            }
            found.push_back(row.key);
            if (auto action = row.read(values_, whole_.at(key))) {
                fault_.action = *std::move(action);
            }
        }
        if (found.empty()) {
            values_.complain(whole_, fmt::format("what happens is missing: one of {}",
                                                 fmt::join(action_keys(), ", ")));
        } else if (found.size() > 1) {
            values_.complain(
                whole_, fmt::format("a fault does one thing, not {}", fmt::join(found, " and ")));
        }
    }

    void check_together()
    {
        if (std::holds_alternative<OtherAtr>(fault_.action) && (has("on") || has("channel"))) {
            values_.complain(whole_.at(has("on") ? "on" : "channel"),
                             "an answer to reset belongs to no command");
        }
        if (std::holds_alternative<WriteFailure>(fault_.action) && fault_.on.names_answer()) {
            values_.complain(whole_.at("on"), "a write fails before there is a status word");
        }
    }

    Place whole_;
    std::span<const std::string> files_of_card_;
    JsonValues values_;
    Fault fault_;
};

} // namespace

Result<Fault, std::vector<FaultError>> parse_fault(const Json& json,
                                                   std::span<const std::string> files_of_card)
{
    return FaultReader{json, files_of_card}.read();
}

std::string to_text(std::span<const FaultError> errors)
{
    std::string text;
    for (const FaultError& error : errors) {
        const std::string_view separator = error.pointer.empty() ? "" : ": ";
        text +=
            fmt::format("{}{}{}{}", text.empty() ? "" : "\n", error.pointer, separator, error.what);
    }
    return text;
}

} // namespace uicc::daemon::faults
