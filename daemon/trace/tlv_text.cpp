#include "daemon/trace/tlv_text.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/hex.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::trace {
namespace {

using codec::Tag;
using codec::to_hex;
using Lines = std::vector<std::string>;

constexpr Tag fcp_template{0x62};
constexpr Tag fci_template{0x6F};
constexpr unsigned max_depth = 8;

std::uint64_t number_of(ByteView value)
{
    std::uint64_t number = 0;
    for (const Byte octet : value) {
        number = number << 8U | octet;
    }
    return number;
}

/// TS 102 221 Table 11.5.
std::string file_descriptor(ByteView value)
{
    constexpr Byte kind_bits = 0x3F;
    if (value.empty()) {
        return to_hex(value);
    }
    switch (value[0] & kind_bits) {
    case 0x38:
        return "DF or ADF";
    case 0x39:
        return "BER-TLV EF";
    case 0x01:
        return "transparent EF";
    case 0x02:
    case 0x06:
        break;
    default:
        return to_hex(value);
    }
    const std::string kind = (value[0] & kind_bits) == 0x02 ? "linear fixed EF" : "cyclic EF";
    return value.size() < 5
               ? kind
               : fmt::format("{}, {} records of {} octets", kind, number_of(value.subspan(4)),
                             number_of(value.subspan(2, 2)));
}

/// TS 102 221 Table 11.7b.
std::string life_cycle(ByteView value)
{
    struct State {
        Byte mask;
        Byte bits;
        const char* name;
    };
    constexpr std::array states{State{0xFF, 0x01, "creation"}, State{0xFF, 0x03, "initialisation"},
                                State{0xFD, 0x05, "activated"}, State{0xFD, 0x04, "deactivated"},
                                State{0xFC, 0x0C, "terminated"}};
    const Byte coded = value.empty() ? Byte{0} : value[0];
    const auto state = std::ranges::find_if(
        states, [&](const State& known) { return (coded & known.mask) == known.bits; });
    return state == states.end() ? to_hex(value) : state->name;
}

/// TS 102 221 §11.1.1.4.7: a record of an EF.ARR, or one for each security environment.
std::string referenced_rules(ByteView value)
{
    if (value.size() == 3) {
        return fmt::format("EF.ARR {} record {}", to_hex(value.first(2)), value[2]);
    }
    if (value.size() < 4) {
        return to_hex(value);
    }
    std::string text = fmt::format("EF.ARR {}", to_hex(value.first(2)));
    for (std::size_t i = 2; i + 1 < value.size(); i += 2) {
        text += fmt::format("{} record {} in SE {:02X}", i == 2 ? "" : ",", value[i + 1], value[i]);
    }
    return text;
}

std::string short_identifier(ByteView value)
{
    return value.empty() ? "none" : fmt::format("{:02X}", value[0] >> 3U);
}

std::string size_text(ByteView value)
{
    return fmt::format("{} octets", number_of(value));
}

std::string key_reference(ByteView value)
{
    return value.size() == 1 ? filesystem::name_of(filesystem::KeyReference{value[0]})
                             : to_hex(value);
}

struct Object {
    Tag tag{};
    std::string_view name{};
    std::string (*describe)(ByteView value) = nullptr; ///< none: its octets
};

/// TS 102 221 §11.1.1.4.
constexpr std::array objects{
    Object{Tag{0x80}, "file size", size_text},
    Object{Tag{0x81}, "total file size", size_text},
    Object{Tag{0x82}, "file descriptor", file_descriptor},
    Object{Tag{0x83}, "file identifier"},
    Object{Tag{0x84}, "DF name"},
    Object{Tag{0x88}, "short file identifier", short_identifier},
    Object{Tag{0x8A}, "life cycle", life_cycle},
    Object{Tag{0x8B}, "access rules", referenced_rules},
    Object{Tag{0x8C}, "compact access rules"},
    Object{Tag{0xA5}, "proprietary information"},
    Object{Tag{0xAB}, "expanded access rules"},
    Object{Tag{0xC6}, "PIN status"},
};

/// TS 102 221 §9.5.2.
constexpr std::array pin_objects{
    Object{Tag{0x90}, "enabled PINs, a bit each"},
    Object{Tag{0x95}, "usage qualifier"},
    Object{Tag{0x83}, "key reference", key_reference},
};

bool is_constructed(Tag tag)
{
    auto first = static_cast<std::uint32_t>(tag);
    while (first > 0xFF) {
        first >>= 8U;
    }
    return (first & 0x20) != 0;
}

bool append_objects(Lines& lines, ByteView data, std::span<const Object> known, unsigned depth);

void append_object(Lines& lines,
                   const codec::TlvObject& object,
                   std::span<const Object> known,
                   unsigned depth)
{
    const auto row = std::ranges::find(known, object.tag, &Object::tag);
    const bool is_known = row != known.end();
    const std::string title =
        fmt::format("{:{}}{:02X}{}{}", "", 2 * depth, static_cast<std::uint32_t>(object.tag),
                    is_known ? " " : "", is_known ? row->name : "");
    const bool lists_pins = is_known && object.tag == Tag{0xC6};
    if ((is_constructed(object.tag) || lists_pins) && depth < max_depth) {
        Lines inner;
        const auto inner_known =
            lists_pins ? std::span<const Object>{pin_objects} : std::span<const Object>{};
        if (append_objects(inner, object.value, inner_known, depth + 1)) {
            lines.push_back(title);
            lines.insert(lines.end(), inner.begin(), inner.end());
            return;
        }
    }
    lines.push_back(fmt::format("{}: {}", title,
                                is_known && row->describe != nullptr ? row->describe(object.value)
                                                                     : to_hex(object.value)));
}

bool append_objects(Lines& lines, ByteView data, std::span<const Object> known, unsigned depth)
{
    codec::TlvReader reader{data};
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object) {
            return false;
        }
        append_object(lines, *object, known, depth);
    }
    return true;
}

} // namespace

std::optional<Lines> describe_fcp(ByteView data)
{
    codec::TlvReader reader{data};
    const auto outer = reader.next();
    if (!outer || !reader.at_end() || (outer->tag != fcp_template && outer->tag != fci_template)) {
        return std::nullopt;
    }
    Lines lines;
    return append_objects(lines, outer->value, objects, 0) ? std::optional{lines} : std::nullopt;
}

std::optional<Lines> describe_tlv(ByteView data)
{
    Lines lines;
    const bool is_tlv = !data.empty() && append_objects(lines, data, {}, 0);
    return is_tlv ? std::optional{lines} : std::nullopt;
}

} // namespace uicc::daemon::trace
