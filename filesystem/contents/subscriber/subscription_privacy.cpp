#include "filesystem/contents/subscriber/subscription_privacy.hpp"

#include "codec/bcd.hpp"
#include "codec/ber_tlv.hpp"
#include "filesystem/contents/text/digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

using codec::Tag;

constexpr std::size_t indicator_size = 4;
constexpr std::size_t indicator_digits = 4;

constexpr Tag scheme_list_tag{0xA0};
constexpr Tag key_list_tag{0xA1};
constexpr Tag key_identifier_tag{0x80};
constexpr Tag key_tag{0x81};

constexpr auto scheme_names =
    std::to_array<std::string_view>({"null-scheme", "profile-a", "profile-b"});

Result<void, ContentError> read_schemes(ByteView list, SuciCalculation& suci)
{
    if (list.size() % 2 != 0) {
        return refused("a protection scheme takes two octets (TS 31.102 §4.4.11.8)");
    }
    for (; !list.empty(); list = list.subspan(2)) {
        suci.schemes.push_back({ProtectionScheme{list[0]}, list[1]});
    }
    return {};
}

Result<void, ContentError> read_keys(ByteView list, SuciCalculation& suci)
{
    for (codec::TlvReader reader{list}; !reader.at_end();) {
        const auto identifier = reader.next();
        const auto key = reader.next();
        const bool is_key = identifier && key && identifier->tag == key_identifier_tag &&
                            identifier->value.size() == 1 && key->tag == key_tag;
        if (!is_key) {
            return refused("a key of the home network is an object 80 of one octet and an object "
                           "81 (TS 31.102 §4.4.11.8)");
        }
        suci.keys.push_back({identifier->value[0], {key->value.begin(), key->value.end()}});
    }
    return {};
}

} // namespace

Result<Bytes, ContentError> encode_routing_indicator(std::string_view digits)
{
    if (digits.empty() || digits.size() > indicator_digits || !all_digits(digits)) {
        return refused(fmt::format("\"{}\" is no routing indicator, it has 1 to 4 digits "
                                   "(TS 31.102 §4.4.11.11)",
                                   digits));
    }
    Bytes body = codec::to_swapped_bcd(digits).value();
    body.resize(indicator_size, Byte{0xFF});
    return body;
}

Result<std::string, ContentError> decode_routing_indicator(ByteView body)
{
    if (body.size() < 2) {
        return refused("a routing indicator takes two octets or more (TS 31.102 §4.4.11.11)");
    }
    const std::string digits = codec::from_swapped_bcd(body.first(2));
    if (digits.empty() || !all_digits(digits)) {
        return refused("the file holds no routing indicator (TS 31.102 §4.4.11.11)");
    }
    return digits;
}

Result<ProtectionScheme, ContentError> parse_protection_scheme(std::string_view text)
{
    const auto found = std::ranges::find(scheme_names, text);
    if (found == scheme_names.end()) {
        return refused(fmt::format("\"{}\" is no protection scheme; known are {} "
                                   "(TS 33.501 Annex C.1)",
                                   text, fmt::join(scheme_names, ", ")));
    }
    return ProtectionScheme{static_cast<Byte>(found - scheme_names.begin())};
}

std::string protection_scheme_name(ProtectionScheme scheme)
{
    const auto number = static_cast<std::size_t>(scheme);
    return number < scheme_names.size() ? std::string{scheme_names[number]}
                                        : fmt::format("{:X}", number);
}

Result<Bytes, ContentError> encode_suci_calculation(const SuciCalculation& suci)
{
    Bytes schemes;
    for (const auto& [scheme, key_index] : suci.schemes) {
        if (key_index > suci.keys.size()) {
            return refused(fmt::format("a protection scheme names key {}, there are {} "
                                       "(TS 31.102 §4.4.11.8)",
                                       key_index, suci.keys.size()));
        }
        schemes.push_back(static_cast<Byte>(scheme));
        schemes.push_back(key_index);
    }
    Bytes keys;
    for (const auto& [identifier, octets] : suci.keys) {
        codec::append_tlv(keys, key_identifier_tag, std::array{identifier});
        codec::append_tlv(keys, key_tag, octets);
    }
    Bytes body;
    codec::append_tlv(body, scheme_list_tag, schemes);
    if (!keys.empty()) {
        codec::append_tlv(body, key_list_tag, keys);
    }
    return body;
}

Result<SuciCalculation, ContentError> decode_suci_calculation(ByteView body)
{
    SuciCalculation suci;
    codec::TlvReader reader{body};
    while (!reader.at_end() && body[reader.offset()] != 0xFF) {
        const auto object = reader.next();
        if (!object) {
            return refused(fmt::format("SUCI calculation information is cut off in octet {} "
                                       "(TS 31.102 §4.4.11.8)",
                                       reader.offset()));
        }
        if (object->tag == scheme_list_tag) {
            TRY(read_schemes(object->value, suci));
        } else if (object->tag == key_list_tag) {
            TRY(read_keys(object->value, suci));
        }
    }
    return suci;
}

} // namespace uicc::filesystem::contents
