#include "profiles/export/current_state.hpp"

#include "filesystem/key_name.hpp"
#include "profiles/loader/pins.hpp"
#include "profiles/yaml/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace uicc::profiles {
namespace {

using emulator::PinDefinition;
using yaml::MapBuilder;
using yaml::Node;
using yaml::NodePtr;

/// Cells that the files, PINs and sequence numbers of a profile stand for.
constexpr std::array<std::string_view, 4> written_cells{"files/", "life-cycle/", "pin/", "sqn/"};

constexpr std::size_t seq_size = 6; // octets of a sequence number, TS 33.102 Annex C

bool is_same(const PinDefinition& one, const PinDefinition& other)
{
    return one.value == other.value && one.tries_left == other.tries_left &&
           one.unblock_value == other.unblock_value &&
           one.unblock_tries_left == other.unblock_tries_left && one.enabled == other.enabled;
}

/// Digits without their padding under one key, other octets under another.
void add_secret(MapBuilder& map, const char* digits_key, const char* hex_key, ByteView secret)
{
    const auto is_digit = [](Byte octet) { return octet >= '0' && octet <= '9'; };
    const auto* end = std::ranges::find_if_not(secret, is_digit).base();
    const ByteView digits = secret.first(static_cast<std::size_t>(end - secret.data()));
    const bool padded = std::ranges::all_of(secret.subspan(digits.size()),
                                            [](Byte octet) { return octet == 0xFF; });
    constexpr std::size_t fewest_digits = 4;
    if (padded && digits.size() >= fewest_digits) {
        map.add(digits_key, yaml::text({digits.begin(), digits.end()}));
    } else {
        map.add(hex_key, yaml::hex(secret));
    }
}

NodePtr pin_node(const PinDefinition& pin)
{
    MapBuilder map;
    add_secret(map, "value", "hex", pin.value);
    if (!pin.unblock_value.empty()) {
        add_secret(map, "puk", "puk-hex", pin.unblock_value);
    }
    map.add("tries", yaml::number(pin.max_tries));
    map.add("tries-left", yaml::number(pin.tries_left));
    map.add("puk-tries", yaml::number(pin.max_unblock_tries));
    map.add("puk-tries-left", yaml::number(pin.unblock_tries_left));
    map.add("enabled", yaml::flag(pin.enabled));
    return std::move(map).build();
}

/// A map with another value for a key, at its end where it had none.
NodePtr with_member(const Node* map, const std::string& key, NodePtr value)
{
    Node copy = map != nullptr ? *map : Node{};
    copy.kind = yaml::Kind::Map;
    const auto found = std::ranges::find_if(
        copy.members, [&](const auto& entry) { return entry.first->text == key; });
    if (found == copy.members.end()) {
        copy.members.emplace_back(yaml::word(key), std::move(value));
    } else {
        found->second = std::move(value);
    }
    return std::make_shared<const Node>(std::move(copy));
}

NodePtr without_member(const Node& map, std::string_view key)
{
    Node copy = map;
    std::erase_if(copy.members, [&](const auto& entry) { return entry.first->text == key; });
    return copy.members.empty() ? nullptr : std::make_shared<const Node>(std::move(copy));
}

/// Of an application that was deleted.
bool is_orphan(const PinDefinition& pin, const filesystem::Image& files)
{
    return pin.application && !files.exists(*pin.application);
}

std::string cell_of(const CardState& card, filesystem::FileIndex application)
{
    return "sqn/" + card.memory.image().path(application);
}

std::uint64_t number_at(ByteView octets, std::size_t index)
{
    std::uint64_t number = 0;
    for (const Byte octet : octets.subspan(index * seq_size, seq_size)) {
        number = number << 8U | octet;
    }
    return number;
}

} // namespace

NodePtr current_pins(const Node* written, const CardState& card)
{
    NodePtr pins = written != nullptr ? std::make_shared<const Node>(*written) : nullptr;
    const auto& definitions = card.description.pins;
    for (std::size_t i = 0; i < card.pins.size() && i < definitions.size(); ++i) {
        const PinDefinition& now = card.pins[i].definition;
        const std::string_view name = pin_name(now.reference);
        if (is_orphan(now, card.memory.image())) {
            pins = pins ? without_member(*pins, name) : nullptr;
        } else if (!name.empty() && !is_same(now, definitions[i])) {
            pins = with_member(pins.get(), std::string{name}, pin_node(now));
        }
    }
    return pins;
}

NodePtr current_sqn(const Node* written, const CardState& card, filesystem::FileIndex application)
{
    NodePtr sqn = written != nullptr ? std::make_shared<const Node>(*written) : nullptr;
    const auto kept = card.memory.cell(cell_of(card, application));
    const std::size_t count = kept ? kept->size() / seq_size : 0;
    if (!std::has_single_bit(count) || kept->size() != count * seq_size) {
        return sqn;
    }
    std::size_t highest = 0;
    for (std::size_t index = 1; index < count; ++index) {
        highest = number_at(*kept, index) > number_at(*kept, highest) ? index : highest;
    }
    const auto initial = number_at(*kept, highest) * count + highest;
    return with_member(sqn.get(), "initial", yaml::number(initial));
}

std::vector<std::string> other_cells(const CardState& card)
{
    std::vector<std::string> others;
    for (const std::string& cell : card.memory.cells_below("")) {
        if (std::ranges::none_of(
                written_cells, [&](std::string_view prefix) { return cell.starts_with(prefix); })) {
            others.push_back(cell);
        }
    }
    for (const auto& pin : card.pins) {
        if (pin.replaced) {
            others.push_back(fmt::format("{} is replaced by the universal PIN",
                                         filesystem::name_of(pin.definition.reference)));
        }
    }
    return others;
}

} // namespace uicc::profiles
