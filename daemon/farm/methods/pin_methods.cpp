#include "codec/hex.hpp"
#include "daemon/card_file.hpp"
#include "daemon/farm/methods/families.hpp"
#include "emulator/card/logical_channel.hpp"
#include "emulator/card/suspension.hpp"
#include "emulator/security/pin_store.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::methods {
namespace {

using emulator::PinStore;
using Pin = PinStore::Pin;
using Interior = emulator::Card::Interior;

constexpr std::size_t fewest_digits = 4; // TS 102 221 §9.5.1

std::string name_of(const Pin& pin)
{
    return filesystem::name_of(pin.definition.reference);
}

std::string reference_of(const Pin& pin)
{
    return fmt::format("{:02X}", static_cast<unsigned>(pin.definition.reference));
}

std::string application_of(const Interior& card, const Pin& pin)
{
    return pin.definition.application ? card.memory.header(*pin.definition.application).name
                                      : std::string{};
}

/// As parameters name it: "PIN1", of an application "ADF.USIM/PIN2".
std::string full_name_of(const Interior& card, const Pin& pin)
{
    const std::string application = application_of(card, pin);
    return application.empty() ? name_of(pin) : application + "/" + name_of(pin);
}

/// A PIN of the card counts as verified on every channel, one of an application where that is
/// active.
Json channels_of(const Interior& card, const Pin& pin)
{
    Json channels = Json::array();
    for (unsigned number = 0; pin.verified && number < emulator::LogicalChannels::maximum;
         ++number) {
        const auto& application = pin.definition.application;
        if (card.channels.is_open(number) &&
            (!application || card.channels.at(number).application == application)) {
            channels.push_back(number);
        }
    }
    return channels;
}

Json to_json(const Interior& card, const Pin& pin)
{
    const auto& state = pin.definition;
    Json shown{{"pin", full_name_of(card, pin)}, {"reference", reference_of(pin)},
               {"enabled", state.enabled},       {"replaced", pin.replaced},
               {"tries-left", state.tries_left}, {"tries", state.max_tries},
               {"verified", pin.verified},       {"channels", channels_of(card, pin)}};
    if (!state.unblock_value.empty()) {
        shown["unblock-tries-left"] = state.unblock_tries_left;
        shown["unblock-tries"] = state.max_unblock_tries;
    }
    return shown;
}

Result<Json, std::string> show_pins(HostedCard& card)
{
    const auto interior = TRY(card.interior());
    Json pins = Json::array();
    for (const Pin& pin : interior.pins.all()) {
        pins.push_back(to_json(interior, pin));
    }
    return pins;
}

RpcResult show(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return done(CardFarm::on_loop(*card, show_pins));
}

bool is_called(const Interior& card, const Pin& pin, const std::string& word)
{
    const bool is_universal = pin.definition.reference == filesystem::universal_pin;
    return word == full_name_of(card, pin) || word == name_of(pin) || word == reference_of(pin) ||
           (is_universal && word == "universal");
}

Result<Pin*, std::string> find_pin(const Interior& card, const std::string& word)
{
    Pin* found = nullptr;
    std::vector<std::string> names;
    for (const Pin& pin : card.pins.all()) {
        names.push_back(full_name_of(card, pin));
        if (!is_called(card, pin, word)) {
            continue;
        }
        if (found != nullptr) {
            return tl::unexpected{fmt::format("{} means several PINs; name one as {}", word,
                                              full_name_of(card, pin))};
        }
        found = card.pins.find(pin.definition.reference, pin.definition.application);
    }
    if (found == nullptr) {
        return tl::unexpected{
            fmt::format("there is no PIN {} on the card{}", word, suggestion(word, names))};
    }
    return found;
}

std::optional<unsigned> tries_of(const Json& given, const char* parameter)
{
    constexpr std::uint64_t most = 255; // whatever is more than a counter goes to
    return given.contains(parameter) ? std::optional{static_cast<unsigned>(
                                           std::min(given[parameter].get<std::uint64_t>(), most))}
                                     : std::nullopt;
}

/// Digits as they are presented, padded. The error never holds the value.
Result<SecureBytes, control::RpcError> value_of(const Json& given)
{
    if (!given.contains("value")) {
        return SecureBytes{};
    }
    const std::string& digits = text_of(given, "value");
    if (digits.size() < fewest_digits || digits.size() > emulator::pin_size ||
        !std::ranges::all_of(digits, [](char digit) { return digit >= '0' && digit <= '9'; })) {
        return failed("value: a PIN has 4 to 8 digits");
    }
    SecureBytes octets(digits.begin(), digits.end());
    octets.resize(emulator::pin_size, Byte{0xFF}); // TS 102 221 §9.3
    return octets;
}

Result<PinStore::Adjustment, control::RpcError> adjustment_of(const Json& given)
{
    PinStore::Adjustment adjustment{.tries_left = tries_of(given, "tries"),
                                    .unblock_tries_left = tries_of(given, "unblock-tries")};
    adjustment.value = TRY(value_of(given));
    if (given.contains("enabled")) {
        adjustment.enabled = given["enabled"].get<bool>();
    }
    return adjustment;
}

Result<void, std::string> check_counter(std::string_view parameter,
                                        std::optional<unsigned> wanted,
                                        unsigned most)
{
    if (wanted && *wanted > most) {
        return tl::unexpected{fmt::format("{}: the PIN has {} at most", parameter, most)};
    }
    return {};
}

Result<Json, std::string> set_pin(HostedCard& card,
                                  const std::string& name,
                                  const PinStore::Adjustment& adjustment)
{
    const auto interior = TRY(card.interior());
    Pin* const pin = TRY(find_pin(interior, name));
    TRY(check_counter("tries", adjustment.tries_left, pin->definition.max_tries));
    TRY(check_counter("unblock-tries", adjustment.unblock_tries_left,
                      pin->definition.max_unblock_tries));
    emulator::forget_suspension(interior.memory); // which knows the PIN as it was
    if (!interior.pins.adjust(*pin, adjustment)) {
        return tl::unexpected{std::string{"the store does not take the change"}};
    }
    return to_json(interior, *pin);
}

RpcResult set(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto adjustment = TRY(adjustment_of(given));
    return done(CardFarm::on_loop(
        *card, [&](auto& one) { return set_pin(one, text_of(given, "pin"), adjustment); }));
}

} // namespace

void add_pin_methods(control::Methods& methods, const Surroundings& daemon)
{
    constexpr auto whole_number = Json::value_t::number_unsigned;
    const Parameter pin{.name = "pin"};
    const Parameter value{.name = "value", .required = false};
    const Parameter tries{.name = "tries", .type = whole_number, .required = false};
    const Parameter unblock{.name = "unblock-tries", .type = whole_number, .required = false};
    const Parameter enabled{.name = "enabled", .type = Json::value_t::boolean, .required = false};
    const std::array rows{
        Row{"pin.show", {}, show},
        Row{"pin.set", {pin, tries, unblock, enabled, value}, set},
    };
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
