#include "daemon/fault_text.hpp"

#include "profiles/yaml/parse.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon {
namespace {

using Json = nlohmann::json;
using profiles::yaml::Kind;
using profiles::yaml::Node;

Json json_of(const Node& node)
{
    Json json;
    switch (node.kind) {
    case Kind::Null:
        break;
    case Kind::Scalar:
        json = node.text;
        break;
    case Kind::Sequence:
        json = Json::array();
        for (const auto& item : node.items) {
            json.push_back(json_of(*item));
        }
        break;
    case Kind::Map:
        json = Json::object();
        for (const auto& [key, value] : node.members) {
            json[key->text] = json_of(*value);
        }
        break;
    }
    return json;
}

} // namespace

Result<Json, std::string> read_fault_text(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const bool has_braces = begin != std::string_view::npos && text[begin] == '{';
    const bool is_block = text.find('\n') < text.find_last_not_of(" \t\r\n");
    const auto message = [](const profiles::yaml::Problem& problem) {
        return fmt::format("{}:{}: {}", problem.position.line, problem.position.column,
                           problem.message);
    };
    const auto source = profiles::yaml::Source::from(
        has_braces || is_block ? std::string{text} : fmt::format("{{{}}}", text));
    if (!source) {
        return tl::unexpected{message(source.error())};
    }
    const auto root = profiles::yaml::parse(*source);
    if (!root) {
        return tl::unexpected{message(root.error())};
    }
    return json_of(**root);
}

} // namespace uicc::daemon
