#pragma once

#include "emulator/dm/dm_error.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
} // namespace pugi

namespace uicc::emulator::dm {

/// Formats of a leaf that bootstrap objects use, OMA DM TNDS 1.2.
enum class LeafFormat { Chr, Int, B64 };

/// A node of a management object: interior with children, or a leaf with a value.
struct MoNode {
    std::string name{};
    bool leaf = false;
    std::string object_id{}; ///< interior: identifier of the management object, mostly empty
    std::string acl{};       ///< empty = inherited, not written
    LeafFormat format = LeafFormat::Chr;
    std::string value{};
    std::vector<MoNode> children{};
};

[[nodiscard]] MoNode interior(std::string name, std::vector<MoNode> children);
[[nodiscard]] MoNode leaf(std::string name,
                          std::string_view value,
                          LeafFormat format = LeafFormat::Chr);

/// Appends MgmtTree with these nodes at its top.
void append_tree(pugi::xml_node parent, std::span<const MoNode> nodes);

/// A whole XML document: declaration, DOCTYPE, MgmtTree.
[[nodiscard]] std::string tree_document(std::span<const MoNode> nodes);

/// XML without line breaks and declaration.
[[nodiscard]] std::string to_xml_text(const pugi::xml_node& node);

} // namespace uicc::emulator::dm
