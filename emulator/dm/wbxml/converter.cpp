#include "emulator/dm/wbxml/converter.hpp"

#include <cstdlib>
#include <memory>
#include <new>
#include <wbxml/wbxml.h>

namespace uicc::emulator::dm::wbxml {
namespace {

using Encoder = std::unique_ptr<WBXMLConvXML2WBXML, decltype(&wbxml_conv_xml2wbxml_destroy)>;
using Decoder = std::unique_ptr<WBXMLConvWBXML2XML, decltype(&wbxml_conv_wbxml2xml_destroy)>;

/// What a conversion allocated.
using Output = std::unique_ptr<WB_UTINY, decltype(&std::free)>;

Encoder make_encoder()
{
    WBXMLConvXML2WBXML* encoder = nullptr;
    if (wbxml_conv_xml2wbxml_create(&encoder) != WBXML_OK) {
        throw std::bad_alloc{};
    }
    return {encoder, wbxml_conv_xml2wbxml_destroy};
}

Decoder make_decoder()
{
    WBXMLConvWBXML2XML* decoder = nullptr;
    if (wbxml_conv_wbxml2xml_create(&decoder) != WBXML_OK) {
        throw std::bad_alloc{};
    }
    return {decoder, wbxml_conv_wbxml2xml_destroy};
}

tl::unexpected<DmError> refuse(WBXMLError error)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): unsigned text of a C library
    const auto* const reason = reinterpret_cast<const char*>(wbxml_errors_string(error));
    return tl::unexpected{
        DmError{.what = std::string{"libwbxml2 refuses the document: "} + reason}};
}

WBXMLLanguage library_language(Language language)
{
    switch (language) {
    case Language::SyncMl:
        return WBXML_LANG_SYNCML_SYNCML12;
    case Language::DmDdf:
        return WBXML_LANG_SYNCML_DMDDF12;
    case Language::Provisioning:
        return WBXML_LANG_PROV10;
    }
    return WBXML_LANG_UNKNOWN;
}

/// The library declares its input mutable but does not change it.
template <class Character>
WB_UTINY* input(const Character* octets)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
    return const_cast<WB_UTINY*>(reinterpret_cast<const WB_UTINY*>(octets));
}

} // namespace

Result<Bytes, DmError> from_xml(std::string_view xml, EncodingOptions options)
{
    const Encoder encoder = make_encoder();
    wbxml_conv_xml2wbxml_set_version(
        encoder.get(), options.version == Version::V12 ? WBXML_VERSION_12 : WBXML_VERSION_13);
    wbxml_conv_xml2wbxml_enable_preserve_whitespaces(encoder.get());
    if (!options.string_table) {
        wbxml_conv_xml2wbxml_disable_string_table(encoder.get());
    }
    if (!options.public_id) {
        wbxml_conv_xml2wbxml_disable_public_id(encoder.get());
    }
    WB_UTINY* octets = nullptr;
    WB_ULONG size = 0;
    const auto error = wbxml_conv_xml2wbxml_run(encoder.get(), input(xml.data()),
                                                static_cast<WB_ULONG>(xml.size()), &octets, &size);
    const Output output{octets, std::free};
    if (error != WBXML_OK) {
        return refuse(error);
    }
    return Bytes(output.get(), output.get() + size);
}

Result<std::string, DmError> to_xml(ByteView document, Language language)
{
    const Decoder decoder = make_decoder();
    wbxml_conv_wbxml2xml_set_language(decoder.get(), library_language(language));
    wbxml_conv_wbxml2xml_set_gen_type(decoder.get(), WBXML_GEN_XML_COMPACT);
    wbxml_conv_wbxml2xml_enable_preserve_whitespaces(decoder.get());
    WB_UTINY* octets = nullptr;
    WB_ULONG size = 0;
    const auto error =
        wbxml_conv_wbxml2xml_run(decoder.get(), input(document.data()),
                                 static_cast<WB_ULONG>(document.size()), &octets, &size);
    const Output output{octets, std::free};
    if (error != WBXML_OK) {
        return refuse(error);
    }
    return std::string(output.get(), output.get() + size);
}

} // namespace uicc::emulator::dm::wbxml
