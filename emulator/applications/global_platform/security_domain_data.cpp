#include "emulator/applications/global_platform/security_domain_data.hpp"

#include "codec/byte_writer.hpp"

#include <algorithm>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;

constexpr Tag oid_tag{0x06};
constexpr Tag aid_tag{0x4F};
constexpr Tag application_tag{0x61};
constexpr Tag key_information_tag{0xC0};
constexpr Tag recognition_data_tag{0x73};

/// { iso(1) member-body(2) country-USA(840) GlobalPlatform(114283) }, GPCS §H.1.
constexpr std::array<Byte, 6> global_platform_root{0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B};

Bytes global_platform_oid(Byte arc, ByteView rest = {})
{
    Bytes oid;
    oid.reserve(global_platform_root.size() + 1 + rest.size());
    codec::append(oid, global_platform_root);
    oid.push_back(arc);
    codec::append(oid, rest);
    return oid;
}

void append_oid(Bytes& out, Tag tag, const Bytes& oid)
{
    Bytes object;
    codec::append_tlv(object, oid_tag, oid);
    codec::append_tlv(out, tag, object);
}

/// Card recognition data, GPCS §H.2: GlobalPlatform, its version, the card identification scheme,
/// the protocols.
Bytes card_data(const SecurityDomainData& domain)
{
    constexpr std::array<Byte, 3> version{2, 3, 1};
    Bytes objects;
    codec::append_tlv(objects, oid_tag, global_platform_oid(1));
    append_oid(objects, Tag{0x60}, global_platform_oid(2, version));
    append_oid(objects, Tag{0x63}, global_platform_oid(3));
    for (const Protocol& protocol : domain.protocols) {
        const std::array<Byte, 2> number_and_i{static_cast<Byte>(protocol.number()), protocol.i()};
        append_oid(objects, Tag{0x64}, global_platform_oid(4, number_and_i));
    }
    Bytes data;
    codec::append_tlv(data, recognition_data_tag, objects);
    return data;
}

/// Key information template, GPCS §11.3.3.1: identifier, version, type and length of each key.
Bytes key_information(const SecurityDomainData& domain)
{
    Bytes data;
    for (const KeySet& key_set : domain.key_sets) {
        for (const Byte identifier : {Byte{1}, Byte{2}, Byte{3}}) {
            const Bytes key{identifier, key_set.version, static_cast<Byte>(key_set.type),
                            static_cast<Byte>(key_set.keys.enc.size())};
            codec::append_tlv(data, key_information_tag, key);
        }
    }
    return data;
}

/// Of the key set that is used by default: two octets in SCP02, three in SCP03.
Bytes sequence_counter(const SecurityDomainData& domain)
{
    if (domain.key_sets.empty()) {
        return {};
    }
    const KeySet& key_set = domain.key_sets.front();
    Bytes data;
    codec::append_number(data, key_set.sequence_counter, key_set.type == KeyType::Des ? 2 : 3);
    return data;
}

Bytes production_life_cycle(const SecurityDomainData& domain)
{
    return {domain.production.begin(), domain.production.end()};
}

Bytes issuer_identification(const SecurityDomainData& domain)
{
    return domain.issuer_identification;
}

Bytes card_image(const SecurityDomainData& domain)
{
    return domain.card_image;
}

/// List of applications, GPCS §11.3.3.1: those associated with the domain, 61 { 4F }.
Bytes applications(const SecurityDomainData& domain)
{
    Bytes data;
    for (const RegistryEntry& entry : domain.registry) {
        if (entry.kind == RegistryKind::Application && entry.security_domain == domain.aid) {
            Bytes object;
            codec::append_tlv(object, aid_tag, entry.aid.octets());
            codec::append_tlv(data, application_tag, object);
        }
    }
    return data;
}

struct DataObject {
    Tag tag{};
    Bytes (*value)(const SecurityDomainData&) = nullptr;
    bool with_tag = true; ///< 2F00 is not a tag, but names a list
};

constexpr auto data_objects = std::to_array<DataObject>({
    // clang-format off
    {Tag{0x0042}, issuer_identification},
    {Tag{0x0045}, card_image},
    {Tag{0x0066}, card_data},
    {Tag{0x00C1}, sequence_counter},
    {Tag{0x00E0}, key_information},
    {Tag{0x2F00}, applications,          false},
    {Tag{0x9F7F}, production_life_cycle},
    // clang-format on
});

} // namespace

CommandResult get_data(const SecurityDomainData& domain, Tag tag)
{
    const auto* const object = std::ranges::find(data_objects, tag, &DataObject::tag);
    const Bytes value = object == data_objects.end() ? Bytes{} : object->value(domain);
    if (value.empty()) {
        return tl::unexpected{sw::referenced_data_not_found};
    }
    if (!object->with_tag) {
        return ResponseApdu{.data = value};
    }
    ResponseApdu response;
    codec::append_tlv(response.data, tag, value);
    return response;
}

} // namespace uicc::emulator::global_platform
