#include "profiles/yaml/build.hpp"

#include "codec/hex.hpp"

#include <algorithm>

namespace uicc::profiles::yaml {
namespace {

NodePtr scalar(std::string text, bool is_plain)
{
    return std::make_shared<const Node>(
        Node{.kind = Kind::Scalar, .text = std::move(text), .is_plain = is_plain});
}

} // namespace

NodePtr word(std::string text)
{
    return scalar(std::move(text), true);
}

NodePtr text(std::string text)
{
    return scalar(std::move(text), false);
}

NodePtr number(std::uint64_t value)
{
    return word(std::to_string(value));
}

NodePtr flag(bool value)
{
    return word(value ? "true" : "false");
}

NodePtr hex(ByteView octets)
{
    return text(codec::to_hex(octets));
}

NodePtr list(std::vector<NodePtr> items)
{
    return std::make_shared<const Node>(Node{.kind = Kind::Sequence, .items = std::move(items)});
}

NodePtr nothing()
{
    return std::make_shared<const Node>();
}

void MapBuilder::add(std::string key, NodePtr value)
{
    add(word(std::move(key)), std::move(value));
}

void MapBuilder::add(NodePtr key, NodePtr value)
{
    map_.members.emplace_back(std::move(key), std::move(value));
}

NodePtr MapBuilder::build() &&
{
    return empty() ? nothing() : std::make_shared<const Node>(std::move(map_));
}

const Node* member(const Node& map, std::string_view key)
{
    const auto found = std::ranges::find_if(
        map.members, [key](const auto& entry) { return entry.first->text == key; });
    return found == map.members.end() ? nullptr : found->second.get();
}

} // namespace uicc::profiles::yaml
