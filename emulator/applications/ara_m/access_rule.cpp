#include "emulator/applications/ara_m/access_rule.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"

namespace uicc::emulator::applications {
namespace {

using codec::append_tlv;
using codec::Tag;

constexpr Tag ref_do{0xE1};
constexpr Tag ref_ar_do{0xE2};
constexpr Tag ar_do{0xE3};
constexpr Tag aid_ref_do{0x4F};
constexpr Tag implicit_aid_ref_do{0xC0};
constexpr Tag device_app_id_ref_do{0xC1};
constexpr Tag pkg_ref_do{0xCA};
constexpr Tag apdu_ar_do{0xD0};
constexpr Tag nfc_ar_do{0xD1};
constexpr Tag perm_ar_do{0xDB};

Bytes wrapped(Tag tag, const Bytes& value)
{
    Bytes object;
    append_tlv(object, tag, value);
    return object;
}

Bytes flag(bool granted)
{
    return {static_cast<Byte>(granted ? 0x01 : 0x00)};
}

void append_apdu_rights(Bytes& rights, const AccessRule& rule)
{
    if (rule.apdu_access) {
        append_tlv(rights, apdu_ar_do, flag(*rule.apdu_access));
        return;
    }
    Bytes filters;
    for (const auto& filter : rule.apdu_filters) {
        codec::append(filters, filter);
    }
    if (!filters.empty()) {
        append_tlv(rights, apdu_ar_do, filters);
    }
}

} // namespace

Bytes encode_reference(const AccessRule& rule)
{
    const bool implicit = rule.target == AccessRule::Target::Implicit;
    Bytes reference;
    append_tlv(reference, implicit ? implicit_aid_ref_do : aid_ref_do, rule.aid);
    append_tlv(reference, device_app_id_ref_do, rule.device_application);
    if (!rule.package.empty()) {
        append_tlv(reference, pkg_ref_do, Bytes{rule.package.begin(), rule.package.end()});
    }
    return wrapped(ref_do, reference);
}

Bytes encode_rights(const AccessRule& rule)
{
    Bytes rights;
    append_apdu_rights(rights, rule);
    if (rule.nfc_events) {
        append_tlv(rights, nfc_ar_do, flag(*rule.nfc_events));
    }
    if (!rule.permissions.empty()) {
        append_tlv(rights, perm_ar_do, rule.permissions);
    }
    return wrapped(ar_do, rights);
}

Bytes encode_access_rule(const AccessRule& rule)
{
    Bytes both = encode_reference(rule);
    codec::append(both, encode_rights(rule));
    return wrapped(ref_ar_do, both);
}

} // namespace uicc::emulator::applications
