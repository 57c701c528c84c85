#include "profiles/loader/pins.hpp"

#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

using emulator::pin_size;
using emulator::PinDefinition;
using filesystem::KeyReference;
using yaml::Node;

constexpr std::string_view clause = "TS 102 221 §9.5";
constexpr std::string_view listing_clause = "TS 102 221 §9.5.2";
constexpr std::string_view value_clause = "TS 102 221 §9.3";
constexpr unsigned max_tries = 15; // 63CX has room for one digit

/// TS 102 221 Table 9.3, in the order in which PIN status templates list them.
constexpr std::array<Word<KeyReference>, 27> names{{
    {"PIN1", filesystem::pin1},
    {"universal", filesystem::universal_pin},
    {"PIN2", filesystem::pin2},
    {"PIN1 of application 2", KeyReference{0x02}},
    {"PIN3", KeyReference{0x03}},
    {"PIN4", KeyReference{0x04}},
    {"PIN5", KeyReference{0x05}},
    {"PIN6", KeyReference{0x06}},
    {"PIN7", KeyReference{0x07}},
    {"PIN8", KeyReference{0x08}},
    {"PIN2 of application 2", KeyReference{0x82}},
    {"PIN2 of application 3", KeyReference{0x83}},
    {"PIN2 of application 4", KeyReference{0x84}},
    {"PIN2 of application 5", KeyReference{0x85}},
    {"PIN2 of application 6", KeyReference{0x86}},
    {"PIN2 of application 7", KeyReference{0x87}},
    {"PIN2 of application 8", KeyReference{0x88}},
    {"ADM1", filesystem::adm1},
    {"ADM2", KeyReference{0x0B}},
    {"ADM3", KeyReference{0x0C}},
    {"ADM4", KeyReference{0x0D}},
    {"ADM5", KeyReference{0x0E}},
    {"ADM6", KeyReference{0x8A}},
    {"ADM7", KeyReference{0x8B}},
    {"ADM8", KeyReference{0x8C}},
    {"ADM9", KeyReference{0x8D}},
    {"ADM10", KeyReference{0x8E}},
}};

struct DefaultPin {
    KeyReference reference{};
    std::string_view value{};
    std::string_view unblock_value{};
    bool enabled = true;
};

constexpr std::array<DefaultPin, 3> defaults{{
    {filesystem::pin1, "1234", "12345678", false},
    {filesystem::pin2, "5678", "87654321"},
    {filesystem::adm1, "88888888", ""},
}};

SecureBytes padded(SecureBytes value)
{
    value.resize(pin_size, Byte{0xFF});
    return value;
}

SecureBytes padded(std::string_view text)
{
    return padded(SecureBytes{text.begin(), text.end()});
}

PinDefinition make_default(const DefaultPin& pin)
{
    return {.reference = pin.reference,
            .value = padded(pin.value),
            .unblock_value = pin.unblock_value.empty() ? SecureBytes{} : padded(pin.unblock_value),
            .enabled = pin.enabled};
}

struct DigitCount {
    std::size_t min = 0;
    std::size_t max = pin_size;
};

std::optional<SecureBytes> read_digits(Report& report, const Node& node, DigitCount count)
{
    const bool scalar = node.kind == yaml::Kind::Scalar;
    if (!scalar || !filesystem::contents::all_digits(node.text) || node.text.size() < count.min ||
        node.text.size() > count.max) {
        const std::string wanted = count.min == count.max
                                       ? fmt::format("{}", count.min)
                                       : fmt::format("{} to {}", count.min, count.max);
        report.add(node, fmt::format("{} digits are wanted here", wanted),
                   std::string{value_clause});
        return std::nullopt;
    }
    return padded(node.text);
}

/// A secret in digits under one key or as octets under another.
std::optional<SecureBytes> read_secret(Section& section,
                                       std::string_view digits_key,
                                       std::string_view hex_key,
                                       DigitCount count)
{
    section.exclusive({digits_key, hex_key});
    const Node* digits = section.find(digits_key);
    const Node* hex = section.find(hex_key);
    if (digits != nullptr) {
        return read_digits(section.report(), *digits, count);
    }
    if (hex == nullptr) {
        return std::nullopt;
    }
    auto octets = read_secret_hex(section.report(), *hex, {1, pin_size}, value_clause);
    return octets ? std::optional{padded(*std::move(octets))} : std::nullopt;
}

unsigned read_count(Section& section, std::string_view key, std::uint64_t min, unsigned otherwise)
{
    const auto number = section.number(key, {min, max_tries}, clause);
    return number ? static_cast<unsigned>(*number) : otherwise;
}

void read_counters(Section& section, PinDefinition& pin)
{
    pin.max_tries = read_count(section, "tries", 1, pin.max_tries);
    pin.tries_left = read_count(section, "tries-left", 0, pin.max_tries);
    pin.max_unblock_tries = read_count(section, "puk-tries", 1, pin.max_unblock_tries);
    pin.unblock_tries_left = read_count(section, "puk-tries-left", 0, pin.max_unblock_tries);
    if (pin.tries_left > pin.max_tries) {
        section.report().add(section.key_node("tries-left"), "more tries are left than there are",
                             std::string{clause});
    }
    if (pin.unblock_tries_left > pin.max_unblock_tries) {
        section.report().add(section.key_node("puk-tries-left"),
                             "more tries are left than there are", std::string{clause});
    }
}

const DefaultPin* default_of(KeyReference reference)
{
    const auto found = std::ranges::find(defaults, reference, &DefaultPin::reference);
    return found == defaults.end() ? nullptr : &*found;
}

PinDefinition read_pin(Report& report, const Node& node, KeyReference reference)
{
    Section section{report, node, Keys::Secret};
    const DefaultPin* standard = default_of(reference);
    PinDefinition pin = standard != nullptr ? make_default(*standard) : PinDefinition{};
    pin.reference = reference;
    const bool administrative = filesystem::is_administrative(reference);
    const DigitCount count{administrative ? 1U : 4U, pin_size};
    if (auto value = read_secret(section, "value", "hex", count)) {
        pin.value = *std::move(value);
    } else if (standard == nullptr && !section.has("value") && !section.has("hex")) {
        report.add(node, "this key needs a value, in digits or as hex", std::string{value_clause});
    }
    if (auto value = read_secret(section, "puk", "puk-hex", {pin_size, pin_size})) {
        pin.unblock_value = *std::move(value);
    }
    read_counters(section, pin);
    pin.enabled = section.flag("enabled").value_or(true);
    section.finish();
    return pin;
}

bool is_none(const Node& node)
{
    return node.kind == yaml::Kind::Scalar && node.text == "none";
}

bool exists_by_default(const DefaultPin& pin, bool has_application)
{
    return has_application || !filesystem::is_local(pin.reference);
}

bool is_listed(KeyReference reference, Pins::Listing wanted)
{
    if (is_of_further_application(reference)) {
        return false;
    }
    switch (wanted) {
    case Pins::Listing::WithLocal:
        return true;
    case Pins::Listing::CardWide:
        return !filesystem::is_local(reference);
    case Pins::Listing::PinAndAdm1:
        return reference == filesystem::pin1 || reference == filesystem::universal_pin ||
               reference == filesystem::adm1;
    }
    return false;
}

} // namespace

void Pins::add(PinDefinition pin, yaml::Position position)
{
    if (filesystem::is_local(pin.reference) && !first_local_ && position.line != 0) {
        first_local_ = position;
    }
    pins_.push_back(std::move(pin));
}

bool Pins::has(KeyReference reference) const
{
    return std::ranges::find(pins_, reference, &PinDefinition::reference) != pins_.end();
}

std::vector<KeyReference> Pins::listing(Listing wanted) const
{
    std::vector<KeyReference> listed;
    for (const auto& [name, reference] : names) {
        if (has(reference) && is_listed(reference, wanted)) {
            listed.push_back(reference);
        }
    }
    return listed;
}

std::string_view pin_name(KeyReference reference)
{
    const auto found = std::ranges::find(names, reference, &Word<KeyReference>::value);
    return found == names.end() ? std::string_view{} : found->text;
}

void read_pin_listing(Report& report, const Node& node, FilePlan& directory)
{
    std::vector<KeyReference> listed;
    directory.listed_at.clear();
    for (const Node* item : items_of(report, node)) {
        const auto reference = read_choice(report, *item, names);
        if (!reference) {
            continue;
        }
        if (std::ranges::find(listed, *reference) != listed.end()) {
            report.add(*item, fmt::format("{} is listed here for the second time", item->text),
                       std::string{listing_clause});
            continue;
        }
        listed.push_back(*reference);
        directory.listed_at.push_back(item->position);
    }
    directory.pin_listing = std::move(listed);
}

void check_pin_listing(Report& report, const FilePlan& directory, const Pins& pins)
{
    for (std::size_t i = 0; i < directory.listed_at.size(); ++i) {
        const KeyReference reference = directory.pin_listing->at(i);
        if (!pins.has(reference)) {
            report.add(directory.listed_at[i],
                       fmt::format("{} is listed here, but the card has no such key; describe it "
                                   "under pins",
                                   pin_name(reference)),
                       std::string{listing_clause});
        }
    }
}

Pins read_pins(Report& report, const Node* node, bool has_application)
{
    const Node nothing;
    Pins pins;
    Section section{report, node == nullptr ? nothing : *node, Keys::Secret};
    for (const auto& [name, reference] : names) {
        const Node* authored = section.find(name);
        if (authored != nullptr && is_none(*authored)) {
            continue;
        }
        if (authored != nullptr) {
            pins.add(read_pin(report, *authored, reference), authored->position);
        } else if (const DefaultPin* standard = default_of(reference);
                   standard != nullptr && exists_by_default(*standard, has_application)) {
            pins.add(make_default(*standard), {.line = 0, .column = 0});
        }
    }
    section.finish();
    return pins;
}

} // namespace uicc::profiles
