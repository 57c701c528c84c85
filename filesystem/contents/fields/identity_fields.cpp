#include "codec/hex.hpp"
#include "filesystem/contents/fields/field_codecs.hpp"
#include "filesystem/contents/subscriber/iccid.hpp"
#include "filesystem/contents/subscriber/ims_identity.hpp"
#include "filesystem/contents/subscriber/imsi.hpp"
#include "filesystem/contents/subscriber/subscription_privacy.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents::fields {
namespace {

Result<SuciCalculation::Scheme, ContentError> scheme_of(const ContentValue& value)
{
    const auto members = TRY(MemberReader::of(value, {"scheme", "key"}));
    const std::string name = TRY(members.required("scheme", as_text));
    SuciCalculation::Scheme scheme;
    scheme.scheme = TRY(within("scheme", parse_protection_scheme(name)));
    scheme.key_index = TRY(members.optional("key", as_octet)).value_or(Byte{0});
    return scheme;
}

Result<SuciCalculation::Key, ContentError> key_of(const ContentValue& value)
{
    const auto members = TRY(MemberReader::of(value, {"id", "key"}));
    SuciCalculation::Key key;
    key.identifier = TRY(members.required("id", as_octet));
    key.octets = TRY(members.required("key", as_hex));
    return key;
}

/// Elements of a list, each read by `read`.
template <class Element>
Result<std::vector<Element>, ContentError> elements(
    const ContentValue& value, Result<Element, ContentError> (*read)(const ContentValue&))
{
    std::vector<Element> list;
    for (const ContentValue& element : as_list(value)) {
        list.push_back(TRY(within(fmt::format("{}", list.size()), read(element))));
    }
    return list;
}

Result<std::vector<SuciCalculation::Scheme>, ContentError> schemes_of(const ContentValue& value)
{
    return elements(value, scheme_of);
}

Result<std::vector<SuciCalculation::Key>, ContentError> keys_of(const ContentValue& value)
{
    return elements(value, key_of);
}

ContentValue scheme_list(const std::vector<SuciCalculation::Scheme>& schemes)
{
    ContentValue::List list;
    for (const auto& [scheme, key_index] : schemes) {
        ContentValue::Members members{{"scheme", protection_scheme_name(scheme)}};
        if (key_index != 0) {
            members.push_back({"key", fmt::format("{}", key_index)});
        }
        list.emplace_back(std::move(members));
    }
    return list;
}

ContentValue key_list(const std::vector<SuciCalculation::Key>& keys)
{
    ContentValue::List list;
    for (const auto& [identifier, octets] : keys) {
        list.emplace_back(ContentValue::Members{{"id", fmt::format("{}", identifier)},
                                                {"key", codec::to_hex(octets)}});
    }
    return list;
}

} // namespace

Encoded encode_imsi(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_imsi(TRY(as_text(value)));
}

Decoded decode_imsi(ByteView octets)
{
    return TRY(contents::decode_imsi(octets));
}

Encoded encode_iccid(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_iccid(TRY(as_text(value)));
}

Decoded decode_iccid(ByteView octets)
{
    return TRY(contents::decode_iccid(octets));
}

Encoded encode_ims_text(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_ims_text(TRY(as_text(value)));
}

Decoded decode_ims_text(ByteView octets)
{
    return TRY(contents::decode_ims_text(octets));
}

Encoded encode_network_address(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_network_address(TRY(as_text(value)));
}

Decoded decode_network_address(ByteView octets)
{
    return TRY(contents::decode_network_address(octets));
}

Encoded encode_routing_indicator(const ContentValue& value, std::size_t /*size*/)
{
    return contents::encode_routing_indicator(TRY(as_text(value)));
}

Decoded decode_routing_indicator(ByteView octets)
{
    return TRY(contents::decode_routing_indicator(octets));
}

Encoded encode_suci(const ContentValue& value, std::size_t /*size*/)
{
    const auto members = TRY(MemberReader::of(value, {"schemes", "keys"}));
    SuciCalculation suci;
    suci.schemes = TRY(members.required("schemes", schemes_of));
    if (auto keys = TRY(members.optional("keys", keys_of))) {
        suci.keys = std::move(*keys);
    }
    return encode_suci_calculation(suci);
}

Decoded decode_suci(ByteView octets)
{
    const SuciCalculation suci = TRY(decode_suci_calculation(octets));
    ContentValue::Members members;
    append_member(members, "schemes", scheme_list(suci.schemes));
    append_member(members, "keys", key_list(suci.keys));
    return members;
}

} // namespace uicc::filesystem::contents::fields
