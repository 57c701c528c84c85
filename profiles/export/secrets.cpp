#include "profiles/export/secrets.hpp"

#include "profiles/yaml/build.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace uicc::profiles {
namespace {

using yaml::Kind;
using yaml::Node;
using yaml::NodePtr;

/// Keys of keys, wherever they stand outside of `files:`.
constexpr std::array<std::string_view, 15> secret_keys{
    "k",   "op",  "opc", "top",     "topc",       "ki",     "key",       "enc",
    "mac", "dek", "puk", "puk-hex", "master-key", "secret", "secret-key"};

/// Keys that hold a secret in `pins:` only.
constexpr std::array<std::string_view, 2> pin_keys{"value", "hex"};

bool is_secret(std::string_view key, std::string_view path)
{
    return std::ranges::find(secret_keys, key) != secret_keys.end() ||
           (path.find("pins/") != std::string_view::npos &&
            std::ranges::find(pin_keys, key) != pin_keys.end());
}

std::string zeros_for(std::string text)
{
    std::ranges::replace_if(
        text,
        [](char character) { return std::isalnum(static_cast<unsigned char>(character)) != 0; },
        '0');
    return text;
}

} // namespace

NodePtr without_secrets(const NodePtr& section,
                        const std::string& path,
                        std::vector<std::string>& left_out)
{
    if (section->kind == Kind::Scalar || section->kind == Kind::Null) {
        return section;
    }
    auto copy = std::make_shared<Node>(*section);
    for (NodePtr& item : copy->items) {
        item = without_secrets(item, path, left_out);
    }
    for (auto& [key, value] : copy->members) {
        const std::string inner = path + "/" + key->text;
        if (value->kind == Kind::Scalar && is_secret(key->text, path + "/")) {
            value = yaml::text(zeros_for(value->text));
            left_out.push_back(inner);
        } else {
            value = without_secrets(value, inner, left_out);
        }
    }
    return copy;
}

} // namespace uicc::profiles
