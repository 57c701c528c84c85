#pragma once

#include "profiles/yaml/node.hpp"

#include <string_view>

/// Values of a profile that is to be written.
namespace uicc::profiles::yaml {

/// Written without quotes where YAML allows it.
[[nodiscard]] NodePtr word(std::string text);

/// Written in quotes: no reader takes it for a number.
[[nodiscard]] NodePtr text(std::string text);

[[nodiscard]] NodePtr number(std::uint64_t value);
[[nodiscard]] NodePtr flag(bool value);
[[nodiscard]] NodePtr hex(ByteView octets);
[[nodiscard]] NodePtr list(std::vector<NodePtr> items);

/// A key without a value.
[[nodiscard]] NodePtr nothing();

/// Collects the members of a map in their order.
class MapBuilder {
public:
    void add(std::string key, NodePtr value);

    /// The same with a key of the text that is read.
    void add(NodePtr key, NodePtr value);

    [[nodiscard]] bool empty() const noexcept { return map_.members.empty(); }

    /// A map, or nothing where no member was added.
    [[nodiscard]] NodePtr build() &&;

private:
    Node map_{.kind = Kind::Map};
};

/// A member of a map; nullptr when there is none.
[[nodiscard]] const Node* member(const Node& map, std::string_view key);

} // namespace uicc::profiles::yaml
