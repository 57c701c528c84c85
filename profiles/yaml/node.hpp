#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace uicc::profiles::yaml {

/// A place in a text, both counted from 1; columns count characters.
struct Position {
    unsigned line = 1;
    unsigned column = 1;

    friend auto operator<=>(const Position&, const Position&) = default;
};

enum class Kind : Byte { Null, Scalar, Sequence, Map };

struct Node;
using NodePtr = std::shared_ptr<const Node>; // an alias shares the node of its anchor

/// A value and where it begins. Aliases are resolved; there are no cycles.
struct Node {
    Kind kind = Kind::Null;
    Position position{};
    std::size_t offset = 0; ///< of the first character within the text, in octets
    std::string text{};     ///< of a scalar, quotes and escapes resolved
    bool is_plain = false;  ///< a scalar without quotes: it may be meant as a number
    std::vector<NodePtr> items{};
    std::vector<std::pair<NodePtr, NodePtr>> members{}; ///< in the order of the text
    std::size_t weight = 0; ///< how much reading it whole costs, aliases expanded
};

} // namespace uicc::profiles::yaml
