#include "emulator/dm/tnds.hpp"

#include <pugixml.hpp>
#include <sstream>

namespace uicc::emulator::dm {
namespace {

constexpr const char* prologue =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE MgmtTree PUBLIC \"-//OMA//DTD-DM-DDF 1.2//EN\" "
    "\"http://www.openmobilealliance.org/tech/DTD/dm_ddf-v1_2.dtd\">\n";

void append_text(pugi::xml_node parent, const char* element, const std::string& text)
{
    // The text node stays even when empty, so that <x></x> is written and not <x/>.
    parent.append_child(element).append_child(pugi::node_pcdata).set_value(text.c_str());
}

const char* format_element(const MoNode& node)
{
    if (!node.leaf) {
        return "node";
    }
    switch (node.format) {
    case LeafFormat::Chr:
        return "chr";
    case LeafFormat::Int:
        return "int";
    case LeafFormat::B64:
        return "b64";
    }
    return "chr";
}

/// RTProperties, OMA DM TNDS 1.2 §6: interior nodes have a DDFName, leaves a MIME type.
void append_properties(pugi::xml_node parent, const MoNode& node)
{
    pugi::xml_node properties = parent.append_child("RTProperties");
    if (!node.acl.empty()) {
        append_text(properties, "ACL", node.acl);
    }
    properties.append_child("Format").append_child(format_element(node));
    pugi::xml_node type = properties.append_child("Type");
    if (node.leaf) {
        append_text(type, "MIME",
                    node.format == LeafFormat::B64 ? "application/octet-stream" : "text/plain");
    } else {
        append_text(type, "DDFName", node.object_id);
    }
}

void append_node(pugi::xml_node parent, const MoNode& node)
{
    pugi::xml_node element = parent.append_child("Node");
    append_text(element, "NodeName", node.name);
    append_properties(element, node);
    if (node.leaf) {
        append_text(element, "Value", node.value);
        return;
    }
    for (const MoNode& child : node.children) {
        append_node(element, child);
    }
}

} // namespace

MoNode interior(std::string name, std::vector<MoNode> children)
{
    return {.name = std::move(name), .children = std::move(children)};
}

MoNode leaf(std::string name, std::string_view value, LeafFormat format)
{
    return {.name = std::move(name), .leaf = true, .format = format, .value = std::string{value}};
}

void append_tree(pugi::xml_node parent, std::span<const MoNode> nodes)
{
    pugi::xml_node tree = parent.append_child("MgmtTree");
    tree.append_attribute("xmlns").set_value("syncml:dmddf1.2");
    append_text(tree, "VerDTD", "1.2");
    for (const MoNode& node : nodes) {
        append_node(tree, node);
    }
}

std::string tree_document(std::span<const MoNode> nodes)
{
    pugi::xml_document document;
    append_tree(document, nodes);
    return prologue + to_xml_text(document.document_element());
}

std::string to_xml_text(const pugi::xml_node& node)
{
    std::ostringstream text;
    node.print(text, "", pugi::format_raw | pugi::format_no_declaration);
    return text.str();
}

} // namespace uicc::emulator::dm
