#include "profiles/loader/substitution.hpp"

#include "codec/hex.hpp"
#include "crypto/key_derivation.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace uicc::profiles {
namespace {

using yaml::Node;
using yaml::NodePtr;

constexpr std::size_t derived_key_size = 16;
constexpr unsigned widest_index = 20; // digits

std::optional<std::string> index_text(std::string_view width, const FamilyMember& member)
{
    unsigned digits = 0;
    const auto parsed = std::from_chars(width.data(), width.data() + width.size(), digits);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == width.data() + width.size();
    if (!whole || digits > widest_index) {
        return std::nullopt;
    }
    return fmt::format("{:0{}}", member.index, digits);
}

/// Fills in the variables of one document.
class Substitution {
public:
    Substitution(Report& report, const FamilyMember& member) : report_{report}, member_{member} {}

    /// The same node when nothing changes in it.
    NodePtr apply(const NodePtr& node)
    {
        switch (node->kind) {
        case yaml::Kind::Null:
            return node;
        case yaml::Kind::Scalar:
            return apply_to_scalar(node);
        case yaml::Kind::Sequence:
        case yaml::Kind::Map:
            break;
        }
        bool changed = false;
        const auto apply_to_part = [&](NodePtr& part) {
            NodePtr filled = apply(part);
            changed = changed || filled != part;
            part = std::move(filled);
        };
        Node copy = *node;
        for (NodePtr& item : copy.items) {
            apply_to_part(item);
        }
        for (auto& [key, value] : copy.members) {
            apply_to_part(value);
        }
        return changed ? std::make_shared<const Node>(std::move(copy)) : node;
    }

private:
    NodePtr apply_to_scalar(const NodePtr& node)
    {
        if (node->text.find("${") == std::string::npos) {
            return node;
        }
        Node copy = *node;
        copy.text.clear();
        std::string_view rest = node->text;
        for (auto begin = rest.find("${"); begin != std::string_view::npos;
             begin = rest.find("${")) {
            copy.text += rest.substr(0, begin);
            const auto end = rest.find('}', begin);
            if (end == std::string_view::npos) {
                report_.add(*node, "a variable begins with ${ and has no }");
                return node;
            }
            copy.text += value_of(*node, rest.substr(begin + 2, end - begin - 2));
            rest.remove_prefix(end + 1);
        }
        copy.text += rest;
        return std::make_shared<const Node>(std::move(copy));
    }

    std::string value_of(const Node& node, std::string_view variable)
    {
        if (variable == "index") {
            return fmt::format("{}", member_.index);
        }
        constexpr std::string_view padded = "index:";
        constexpr std::string_view derived = "key:";
        if (variable.starts_with(padded)) {
            if (auto text = index_text(variable.substr(padded.size()), member_)) {
                return *std::move(text);
            }
        } else if (variable.starts_with(derived) && variable.size() > derived.size()) {
            return derived_key(node, variable.substr(derived.size()));
        }
        report_.add(node, "a variable is ${index}, ${index:06} or ${key:NAME}");
        return {};
    }

    std::string derived_key(const Node& node, std::string_view name)
    {
        if (member_.master_key.empty()) {
            report_.add(node,
                        "this key is derived from family: {master-key: ...}, which is missing");
            return {};
        }
        const SecureBytes key = crypto::derive_key(
            member_.master_key, name, fmt::format("{}", member_.index), derived_key_size);
        return codec::to_hex(key);
    }

    Report& report_;
    const FamilyMember& member_;
};

} // namespace

NodePtr substitute(Report& report, const NodePtr& node, const FamilyMember& member)
{
    return Substitution{report, member}.apply(node);
}

} // namespace uicc::profiles
