#include "emulator/dm/wbxml_text.hpp"

#include "emulator/dm/fill.hpp"
#include "emulator/dm/secrecy/mask.hpp"
#include "emulator/dm/wbxml/structure.hpp"
#include "emulator/dm/wbxml_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

namespace uicc::emulator::dm {
namespace {

// A name with any of these in it, case aside, stands for a password, a key or a nonce: AAuthSecret,
// AAuthData, AuthSecr (DM), AAUTHSECRET, AUTHSECRET, PXAUTH-PW, PROXY-PW (client provisioning), ...
constexpr auto secret_names =
    std::to_array<std::string_view>({"SECR", "AUTHDATA", "PASSW", "-PW", "NONCE"});

bool names_secret(std::string_view name)
{
    std::string upper{name};
    std::ranges::transform(upper, upper.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return std::ranges::any_of(
        secret_names, [&](std::string_view part) { return upper.find(part) != std::string::npos; });
}

std::string text_below(const pugi::xml_node& node)
{
    std::string text;
    for (const pugi::xml_node& child : node.children()) {
        text += child.value();
        text += text_below(child);
    }
    return text;
}

/// Replaces everything an element holds by the size of its text.
void mask_content(pugi::xml_node element)
{
    if (!element.first_child()) {
        return;
    }
    const std::string text = text_below(element);
    element.remove_children();
    element.append_child(pugi::node_pcdata).set_value(secrecy::mask(text.size()).c_str());
}

bool is(const pugi::xml_node& node, std::string_view name)
{
    return name == node.name();
}

/// Whether a SyncML Item is about a secret leaf, by its target or source.
bool is_secret_item(const pugi::xml_node& item)
{
    return names_secret(item.child("Target").child("LocURI").text().get()) ||
           names_secret(item.child("Source").child("LocURI").text().get());
}

void mask_element(pugi::xml_node node)
{
    if (is(node, "Node") && names_secret(text_below(node.child("NodeName")))) {
        for (pugi::xml_node value : node.children("Value")) {
            mask_content(value);
        }
    } else if (is(node, "Item") && is_secret_item(node)) {
        mask_content(node.child("Data"));
    } else if (is(node, "Cred")) {
        mask_content(node.child("Data"));
    } else if (is(node, "NextNonce")) {
        mask_content(node);
    } else if (is(node, "parm") && names_secret(node.attribute("name").value())) {
        pugi::xml_attribute value = node.attribute("value");
        value.set_value(secrecy::mask(std::string_view{value.value()}.size()).c_str());
    }
}

struct Masker : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node& node) override
    {
        mask_element(node);
        return true;
    }
};

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
    if (secrets == Secrets::Mask) {
        Masker masker;
        document.traverse(masker);
    }
    std::ostringstream out;
    document.document_element().print(out, "  ", pugi::format_indent);
    return heading(structure) + out.str();
}

} // namespace uicc::emulator::dm
