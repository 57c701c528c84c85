#include "daemon/lab/yaml_json.hpp"

#include <algorithm>
#include <charconv>

namespace uicc::daemon::lab {
namespace {

using control::Json;
using profiles::yaml::Kind;
using profiles::yaml::Node;

constexpr std::size_t longest_number = 3; // four digits are a status word or an identifier

bool is_number(std::string_view text)
{
    return !text.empty() && text.size() <= longest_number &&
           (text.size() == 1 || text.front() != '0') &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

Json scalar(const Node& node)
{
    if (node.is_plain && (node.text == "true" || node.text == "false")) {
        return node.text == "true";
    }
    if (node.is_plain && is_number(node.text)) {
        return static_cast<unsigned>(std::stoul(node.text));
    }
    return node.text;
}

const Node* member(const Node& node, std::string_view name)
{
    const auto found = std::ranges::find_if(
        node.members, [name](const auto& entry) { return entry.first->text == name; });
    return found == node.members.end() ? nullptr : found->second.get();
}

const Node* item(const Node& node, std::string_view name)
{
    std::size_t index = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool exists = parsed.ec == std::errc{} && index < node.items.size();
    return exists ? node.items[index].get() : nullptr;
}

} // namespace

Json to_json(const Node& node)
{
    if (node.kind == Kind::Null) {
        return nullptr;
    }
    if (node.kind == Kind::Scalar) {
        return scalar(node);
    }
    if (node.kind == Kind::Sequence) {
        Json list = Json::array();
        for (const auto& one : node.items) {
            list.push_back(to_json(*one));
        }
        return list;
    }
    Json map = Json::object();
    for (const auto& [key, value] : node.members) {
        map[key->text] = to_json(*value);
    }
    return map;
}

const Node& node_at(const Node& root, std::string_view pointer)
{
    const Node* node = &root;
    while (pointer.starts_with('/')) {
        pointer.remove_prefix(1);
        const auto name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        const Node* const next = node->kind == Kind::Map ? member(*node, name) : item(*node, name);
        if (next == nullptr) {
            break;
        }
        node = next;
    }
    return *node;
}

} // namespace uicc::daemon::lab
