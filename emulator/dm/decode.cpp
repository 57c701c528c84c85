#include "emulator/dm/decode.hpp"

#include "emulator/dm/der.hpp"
#include "emulator/dm/fill.hpp"
#include "emulator/dm/lwm2m_text.hpp"
#include "emulator/dm/pkcs15_text.hpp"
#include "emulator/dm/wbxml/structure.hpp"
#include "emulator/dm/wbxml_text.hpp"

namespace uicc::emulator::dm {
namespace {

constexpr Byte highest_wbxml_version = 0x03;

tl::unexpected<DmError> refuse(std::string what)
{
    return tl::unexpected{DmError{.what = std::move(what)}};
}

/// The tag of the first object inside another one, when there is one.
std::optional<codec::Tag> inner_tag(const der::Object& object)
{
    const auto inner = der::Reader{object}.next();
    return inner ? std::optional{inner->tag} : std::nullopt;
}

/// EF.ODF entries hold one SEQUENCE with a path; an oidDO holds SEQUENCEs of attributes.
Result<DmContent, DmError> recognise_pkcs15(ByteView content)
{
    der::Reader reader{content};
    const der::Object first = TRY(reader.next());
    const auto inner = inner_tag(first);
    if (first.tag == der::sequence) {
        return inner == der::integer ? DmContent::TokenInfo : DmContent::Dodf;
    }
    if (first.tag != der::constructed(1)) {
        return DmContent::Odf;
    }
    const der::Object inside = TRY(der::Reader{first}.next());
    return inner_tag(inside) == der::octet_string && inside.value.size() == first.value.size() - 2
               ? DmContent::Odf
               : DmContent::Dodf;
}

Result<DmContent, DmError> recognise_wbxml(ByteView content)
{
    const wbxml::Structure structure = TRY(wbxml::check(content));
    switch (structure.language) {
    case wbxml::Language::SyncMl:
        return DmContent::DmMessage;
    case wbxml::Language::DmDdf:
        return DmContent::ManagementTree;
    case wbxml::Language::Provisioning:
        break;
    }
    return DmContent::ClientProvisioning;
}

} // namespace

Result<DmContent, DmError> recognise(ByteView content)
{
    if (content.size() > max_described_size) {
        return tl::unexpected{DmError{max_described_size, "more than 65536 octets"}};
    }
    TRY(require_written(content));
    const Byte first = content.front();
    if (first == 0x00) {
        return DmContent::Lwm2mBootstrap; // high octet of the number of objects
    }
    if (first <= highest_wbxml_version) {
        return recognise_wbxml(content);
    }
    if (first == 0x30 || (first >= 0xA0 && first <= 0xA8)) {
        return recognise_pkcs15(content);
    }
    if (first == '<') {
        return refuse("is XML; bootstrap files hold WBXML (OMA DM Bootstrap 1.2 §5)");
    }
    return refuse("is neither LwM2M bootstrap data, WBXML nor a PKCS#15 directory");
}

Result<std::string, DmError> describe(ByteView content, Secrets secrets)
{
    switch (TRY(recognise(content))) {
    case DmContent::Lwm2mBootstrap:
        return describe_lwm2m(content, secrets);
    case DmContent::DmMessage:
    case DmContent::ManagementTree:
    case DmContent::ClientProvisioning:
        return describe_wbxml(content, secrets);
    case DmContent::Odf:
        return describe_odf(content);
    case DmContent::Dodf:
        return describe_dodf(content);
    case DmContent::TokenInfo:
        break;
    }
    return describe_token_info(content);
}

} // namespace uicc::emulator::dm
