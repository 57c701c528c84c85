#include "emulator/dm/secrecy/masking.hpp"

#include "emulator/dm/secrecy/document_shape.hpp"
#include "emulator/dm/secrecy/mask.hpp"
#include "emulator/dm/secrecy/parameter_group.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::emulator::dm::secrecy {
namespace {

constexpr std::size_t shortest_recognisable = 4; // a shorter secret is part of anything

constexpr auto formats = std::to_array<std::string_view>(
    {"b64", "bin", "bool", "chr", "date", "float", "int", "node", "null", "time", "xml"});
constexpr auto type_beginnings =
    std::to_array<std::string_view>({"application/", "text/", "syncml:"});

bool is(const pugi::xml_node& node, std::string_view name)
{
    return name == node.name();
}

bool is_text(const pugi::xml_node& node)
{
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

std::string text_below(const pugi::xml_node& node)
{
    std::string text = is_text(node) ? node.value() : "";
    for (const pugi::xml_node& child : node.children()) {
        text += text_below(child);
    }
    return text;
}

void mask_attribute(pugi::xml_attribute attribute)
{
    attribute.set_value(mask(std::string_view{attribute.value()}.size()).c_str());
}

/// Replaces everything an element holds by the size of its text.
void mask_content(pugi::xml_node element)
{
    if (!element.first_child()) {
        return;
    }
    const std::string text = text_below(element);
    element.remove_children();
    element.append_child(pugi::node_pcdata).set_value(mask(text.size()).c_str());
}

/// Calls a function for every element, the root first.
void for_each_element(pugi::xml_node element, const std::function<void(pugi::xml_node)>& action)
{
    action(element);
    for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling()) {
        if (child.type() == pugi::node_element) {
            for_each_element(child, action);
        }
    }
}

// --- documents of known shape ---------------------------------------------------------------

/// Hides values one by one and remembers the secret ones among them.
class Hider {
public:
    void hide(pugi::xml_attribute value, Verdict verdict)
    {
        remember(value.value(), verdict);
        mask_attribute(value);
    }

    void hide(pugi::xml_node element, Verdict verdict)
    {
        remember(text_below(element), verdict);
        mask_content(element);
    }

    /// References into a string table can lead anywhere: a secret that is shown in one more place.
    void hide_repetitions(pugi::xml_node root) const
    {
        for_each_element(root, [&](pugi::xml_node element) {
            for (const pugi::xml_attribute& attribute : element.attributes()) {
                if (tells_secret(attribute.value())) {
                    mask_attribute(attribute);
                }
            }
            if (std::ranges::any_of(element.children(), is_text) &&
                tells_secret(text_below(element))) {
                mask_content(element);
            }
        });
    }

private:
    void remember(std::string value, Verdict verdict)
    {
        if (verdict == Verdict::Secret && !value.empty()) {
            secrets_.push_back(std::move(value));
        }
    }

    [[nodiscard]] bool tells_secret(std::string_view value) const
    {
        return std::ranges::any_of(secrets_, [&](const std::string& secret) {
            return value == secret || (secret.size() >= shortest_recognisable &&
                                       value.find(secret) != std::string_view::npos);
        });
    }

    std::vector<std::string> secrets_{};
};

void mask_parameters(pugi::xml_node characteristic, Hider& hider)
{
    std::vector<NamedValue> group;
    for (const pugi::xml_node& parm : characteristic.children("parm")) {
        group.push_back({parm.attribute("name").value(), parm.attribute("value").value()});
    }
    const pugi::xml_attribute type = characteristic.attribute("type");
    const auto verdicts = judge(type.value(), group);
    auto verdict = verdicts.begin();
    for (pugi::xml_node parm : characteristic.children("parm")) {
        const pugi::xml_attribute name = parm.attribute("name");
        const pugi::xml_attribute value = parm.attribute("value");
        if (*verdict != Verdict::Shown && value) {
            hider.hide(value, *verdict);
        }
        if (!is_known_name(name.value())) {
            hider.hide(name, Verdict::Hidden);
        }
        ++verdict;
    }
    if (!is_known_place(type.value())) {
        hider.hide(type, Verdict::Hidden);
    }
}

/// What decides which leaves a node may have: its management object, or the node above.
std::string place_of_leaves(const pugi::xml_node& node)
{
    const std::string object =
        text_below(node.child("RTProperties").child("Type").child("DDFName"));
    return is_known_place(object) ? object : text_below(node.parent().child("NodeName"));
}

std::vector<pugi::xml_node> leaves_of(const pugi::xml_node& node)
{
    std::vector<pugi::xml_node> leaves;
    for (const pugi::xml_node& child : node.children("Node")) {
        if (child.child("Value")) {
            leaves.push_back(child);
        }
    }
    return leaves;
}

void mask_leaves(const pugi::xml_node& node, Hider& hider)
{
    const auto leaves = leaves_of(node);
    std::vector<NamedValue> group;
    for (const pugi::xml_node& leaf : leaves) {
        group.push_back({text_below(leaf.child("NodeName")), text_below(leaf.child("Value"))});
    }
    const auto verdicts = judge(place_of_leaves(node), group);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        if (verdicts[i] != Verdict::Shown) {
            hider.hide(leaves[i].child("Value"), verdicts[i]);
        }
        if (!is_known_name(group[i].name)) {
            hider.hide(leaves[i].child("NodeName"), Verdict::Hidden);
        }
    }
}

/// Whether a SyncML Item is about a secret leaf, by its target or source.
bool is_about_secret(const pugi::xml_node& item)
{
    return names_secret(text_below(item.child("Target").child("LocURI"))) ||
           names_secret(text_below(item.child("Source").child("LocURI")));
}

bool is_number(std::string_view text)
{
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Format and Type of a SyncML Meta with one of the usual values, and the code of an Alert.
bool holds_keyword(const pugi::xml_node& element, const std::string& text)
{
    if (is(element.parent(), "Alert") && is(element, "Data")) {
        return is_number(text);
    }
    if (!is(element.parent(), "Meta")) {
        return false;
    }
    if (is(element, "Format")) {
        return std::ranges::find(formats, text) != formats.end();
    }
    return is(element, "Type") && std::ranges::any_of(type_beginnings, [&](std::string_view one) {
               return text.starts_with(one);
           });
}

/// For texts outside of leaves.
void mask_text(pugi::xml_node element, Hider& hider)
{
    const bool is_tree_name = is(element, "NodeName") || is(element, "Value");
    if (is_tree_name || holds_plain_text(element) || holds_keyword(element, text_below(element))) {
        return;
    }
    const bool is_secret = is(element, "NextNonce") || is(element.parent(), "Cred") ||
                           (is(element, "Data") && is_about_secret(element.parent()));
    hider.hide(element, is_secret ? Verdict::Secret : Verdict::Hidden);
}

bool holds_text_only(const pugi::xml_node& element)
{
    return element.first_child() && std::ranges::all_of(element.children(), is_text);
}

void mask_known(pugi::xml_node root)
{
    Hider hider;
    for_each_element(root, [&](pugi::xml_node element) {
        if (is(element, "characteristic")) {
            mask_parameters(element, hider);
        } else if (is(element, "Node") || is(element, "MgmtTree")) {
            mask_leaves(element, hider);
        } else if (is(element, "wap-provisioningdoc")) {
            return;
        } else if (holds_text_only(element)) {
            mask_text(element, hider);
        }
    });
    hider.hide_repetitions(root);
}

// --- all others -----------------------------------------------------------------------------

bool is_defined(const pugi::xml_attribute& attribute)
{
    const std::string_view name = attribute.name();
    return name == "xmlns" || (name == "name" && is_known_name(attribute.value())) ||
           (name == "type" && is_known_place(attribute.value()));
}

void mask_unknown(pugi::xml_node root)
{
    for_each_element(root, [](pugi::xml_node element) {
        for (const pugi::xml_attribute& attribute : element.attributes()) {
            if (!is_defined(attribute)) {
                mask_attribute(attribute);
            }
        }
        for (pugi::xml_node child : element.children()) {
            const std::string_view text = child.value();
            if (is_text(child) && !(is(element, "NodeName") && is_known_name(text))) {
                child.set_value(mask(text.size()).c_str());
            }
        }
    });
}

} // namespace

bool mask_values(pugi::xml_document& document)
{
    const bool is_known = has_known_shape(document);
    (is_known ? mask_known : mask_unknown)(document.document_element());
    return is_known;
}

} // namespace uicc::emulator::dm::secrecy
