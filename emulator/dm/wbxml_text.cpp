#include "emulator/dm/wbxml_text.hpp"

#include "emulator/dm/fill.hpp"
#include "emulator/dm/secrecy/masking.hpp"
#include "emulator/dm/wbxml/structure.hpp"
#include "emulator/dm/wbxml_tree.hpp"

#include <sstream>
#include <string_view>

namespace uicc::emulator::dm {
namespace {

constexpr const char* unknown_shape =
    "<!-- This is not how such a document is built, hence every value is hidden. -->\n";

std::string_view language_name(wbxml::Language language)
{
    switch (language) {
    case wbxml::Language::SyncMl:
        return "SyncML DM message";
    case wbxml::Language::DmDdf:
        return "OMA DM management tree (TNDS)";
    case wbxml::Language::Provisioning:
        return "OMA client provisioning document";
    }
    return "";
}

std::string heading(const wbxml::Structure& structure)
{
    std::string line = "<!-- ";
    line += language_name(structure.language);
    line += ", WBXML 1.";
    line += std::to_string(structure.version);
    line += ", ";
    line += std::to_string(structure.end);
    line += " octets -->\n";
    return line;
}

} // namespace

Result<std::string, DmError> describe_wbxml(ByteView content, Secrets secrets)
{
    const wbxml::Structure structure = TRY(wbxml::check(content));
    TRY(require_fill(content, structure.end));
    pugi::xml_document document;
    TRY(build_tree(content, structure, 0, document));
    const bool explains = secrets == Secrets::Mask && !secrecy::mask_values(document);
    std::ostringstream out;
    document.document_element().print(out, "  ", pugi::format_indent);
    return heading(structure) + (explains ? unknown_shape : "") + out.str();
}

} // namespace uicc::emulator::dm
