#include "emulator/dm/secrecy/document_shape.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator::dm::secrecy {
namespace {

enum class Holds {
    Nothing,
    Elements,
    PlainText, ///< no secret, wherever its element stands
    Text,
    TextOrTree,
};

enum class Times { Once, Any };

struct Place {
    std::string_view parent{};
    std::string_view element{};
    Holds holds = Holds::Elements;
    Times times = Times::Once;
};

// SyncML Representation Protocol 1.2 §5, as far as bootstrap messages go; MetInf 1.2; OMA DM TNDS
// 1.2; OMA-WAP-ProvCont 1.1 §4. The document itself has no name.
constexpr auto places = std::to_array<Place>({
    // clang-format off
    {"",                    "SyncML"},
    {"SyncML",              "SyncHdr"},
    {"SyncML",              "SyncBody"},
    {"SyncHdr",             "VerDTD",         Holds::PlainText},
    {"SyncHdr",             "VerProto",       Holds::PlainText},
    {"SyncHdr",             "SessionID",      Holds::PlainText},
    {"SyncHdr",             "MsgID",          Holds::PlainText},
    {"SyncHdr",             "Target"},
    {"SyncHdr",             "Source"},
    {"SyncHdr",             "RespURI",        Holds::PlainText},
    {"SyncHdr",             "NoResp",         Holds::Nothing},
    {"SyncHdr",             "Cred"},
    {"SyncHdr",             "Meta"},
    {"Target",              "LocURI",         Holds::PlainText},
    {"Target",              "LocName",        Holds::Text},
    {"Source",              "LocURI",         Holds::PlainText},
    {"Source",              "LocName",        Holds::Text},
    {"Cred",                "Meta"},
    {"Cred",                "Data",           Holds::Text},
    {"SyncBody",            "Add",            Holds::Elements, Times::Any},
    {"SyncBody",            "Replace",        Holds::Elements, Times::Any},
    {"SyncBody",            "Alert",          Holds::Elements, Times::Any},
    {"SyncBody",            "Final",          Holds::Nothing},
    {"Add",                 "CmdID",          Holds::PlainText},
    {"Add",                 "NoResp",         Holds::Nothing},
    {"Add",                 "Cred"},
    {"Add",                 "Meta"},
    {"Add",                 "Item",           Holds::Elements, Times::Any},
    {"Replace",             "CmdID",          Holds::PlainText},
    {"Replace",             "NoResp",         Holds::Nothing},
    {"Replace",             "Cred"},
    {"Replace",             "Meta"},
    {"Replace",             "Item",           Holds::Elements, Times::Any},
    {"Alert",               "CmdID",          Holds::PlainText},
    {"Alert",               "Data",           Holds::Text},
    {"Alert",               "Item",           Holds::Elements, Times::Any},
    {"Item",                "Target"},
    {"Item",                "Source"},
    {"Item",                "Meta"},
    {"Item",                "Data",           Holds::TextOrTree},
    {"Meta",                "Format",         Holds::Text},
    {"Meta",                "Type",           Holds::Text},
    {"Meta",                "Size",           Holds::Text},
    {"Meta",                "NextNonce",      Holds::Text},
    {"Meta",                "MaxMsgSize",     Holds::Text},
    {"Meta",                "MaxObjSize",     Holds::Text},
    {"",                    "MgmtTree"},
    {"Data",                "MgmtTree"},
    {"MgmtTree",            "VerDTD",         Holds::PlainText},
    {"MgmtTree",            "Man",            Holds::Text},
    {"MgmtTree",            "Mod",            Holds::Text},
    {"MgmtTree",            "Node",           Holds::Elements, Times::Any},
    {"Node",                "NodeName",       Holds::Text},
    {"Node",                "Path",           Holds::Text},
    {"Node",                "RTProperties"},
    {"Node",                "Node",           Holds::Elements, Times::Any},
    {"Node",                "Value",          Holds::Text},
    {"RTProperties",        "ACL",            Holds::PlainText},
    {"RTProperties",        "Format"},
    {"RTProperties",        "Name",           Holds::Text},
    {"RTProperties",        "Size",           Holds::Text},
    {"RTProperties",        "Title",          Holds::Text},
    {"RTProperties",        "TStamp",         Holds::Text},
    {"RTProperties",        "Type"},
    {"RTProperties",        "VerNo",          Holds::Text},
    {"Format",              "b64",            Holds::Nothing},
    {"Format",              "bin",            Holds::Nothing},
    {"Format",              "bool",           Holds::Nothing},
    {"Format",              "chr",            Holds::Nothing},
    {"Format",              "date",           Holds::Nothing},
    {"Format",              "float",          Holds::Nothing},
    {"Format",              "int",            Holds::Nothing},
    {"Format",              "node",           Holds::Nothing},
    {"Format",              "null",           Holds::Nothing},
    {"Format",              "time",           Holds::Nothing},
    {"Format",              "xml",            Holds::Nothing},
    {"Type",                "DDFName",        Holds::PlainText},
    {"Type",                "MIME",           Holds::PlainText},
    {"",                    "wap-provisioningdoc"},
    {"wap-provisioningdoc", "characteristic", Holds::Elements, Times::Any},
    {"characteristic",      "characteristic", Holds::Elements, Times::Any},
    {"characteristic",      "parm",           Holds::Nothing,  Times::Any},
    // clang-format on
});

const Place* place_of(const pugi::xml_node& element)
{
    const std::string_view parent = element.parent().name();
    const std::string_view name = element.name();
    const auto* const found = std::ranges::find_if(
        places, [&](const Place& row) { return row.parent == parent && row.element == name; });
    return found == places.end() ? nullptr : found;
}

bool is_only_one(const pugi::xml_node& element)
{
    return !element.next_sibling(element.name()) && !element.previous_sibling(element.name());
}

std::size_t count_of(const pugi::xml_node& element, const char* attribute)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(element.attributes(), [&](const pugi::xml_attribute& one) {
            return std::string_view{one.name()} == attribute;
        }));
}

/// Attributes belong to provisioning documents; elsewhere stand namespaces only.
bool has_known_attributes(const pugi::xml_node& element)
{
    const auto attributes = element.attributes();
    const auto count =
        static_cast<std::size_t>(std::distance(attributes.begin(), attributes.end()));
    const std::string_view name = element.name();
    if (name == "characteristic") {
        return count == 1 && count_of(element, "type") == 1;
    }
    if (name == "parm") {
        const std::size_t values = count_of(element, "value");
        return count_of(element, "name") == 1 && values <= 1 && count == 1 + values;
    }
    return count == count_of(element, name == "wap-provisioningdoc" ? "version" : "xmlns") &&
           count <= 1;
}

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_element(const pugi::xml_node& node)
{
    return node.type() == pugi::node_element;
}

bool holds_elements_only(const pugi::xml_node& element)
{
    return std::ranges::all_of(element.children(), [](const pugi::xml_node& child) {
        return is_element(child) || is_blank(child.value());
    });
}

bool holds_what_it_may(const pugi::xml_node& element, Holds holds)
{
    const bool any_element = std::ranges::any_of(element.children(), is_element);
    switch (holds) {
    case Holds::Nothing:
        return !element.first_child();
    case Holds::Elements:
        return holds_elements_only(element);
    case Holds::PlainText:
    case Holds::Text:
        return !any_element;
    case Holds::TextOrTree:
        return !any_element || holds_elements_only(element);
    }
    return false;
}

struct ShapeCheck : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node& node) override
    {
        if (!is_element(node)) {
            return true;
        }
        const Place* place = place_of(node);
        is_known = place != nullptr && (place->times == Times::Any || is_only_one(node)) &&
                   has_known_attributes(node) && holds_what_it_may(node, place->holds);
        return is_known;
    }

    bool is_known = true;
};

} // namespace

bool has_known_shape(const pugi::xml_document& document)
{
    ShapeCheck check;
    pugi::xml_node root = document.document_element();
    check.for_each(root);
    return check.is_known && root.traverse(check);
}

bool holds_plain_text(const pugi::xml_node& element)
{
    const Place* place = place_of(element);
    return place != nullptr && place->holds == Holds::PlainText;
}

} // namespace uicc::emulator::dm::secrecy
