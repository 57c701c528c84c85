#include "daemon/lab/json_match.hpp"

#include <fmt/format.h>

#include <vector>

namespace uicc::daemon::lab {
namespace {

using control::Json;

std::optional<std::string> compare(const Json& wanted, const Json& actual, const std::string& path);

std::string text_of(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::optional<std::string> differ(const Json& wanted, const Json& actual, const std::string& path)
{
    return fmt::format("{} is {}, not {}", path.empty() ? "it" : path, actual.dump(),
                       wanted.dump());
}

std::optional<std::string> compare_members(const Json& wanted,
                                           const Json& actual,
                                           const std::string& path)
{
    for (const auto& [name, value] : wanted.items()) {
        const std::string place = path.empty() ? name : path + "." + name;
        if (!actual.contains(name)) {
            return place + " is missing";
        }
        if (auto difference = compare(value, actual[name], place)) {
            return difference;
        }
    }
    return std::nullopt;
}

/// Every wanted item has one of its own among the actual ones.
std::optional<std::string> compare_items(const Json& wanted,
                                         const Json& actual,
                                         const std::string& path)
{
    std::vector<bool> used(actual.size());
    for (const Json& item : wanted) {
        std::size_t i = 0;
        while (i < actual.size() && (used[i] || compare(item, actual[i], path))) {
            ++i;
        }
        if (i == actual.size()) {
            return fmt::format("{} has no {}: {}", path, item.dump(), actual.dump());
        }
        used[i] = true;
    }
    return wanted.size() == actual.size() ? std::nullopt : differ(wanted, actual, path);
}

std::optional<std::string> compare(const Json& wanted, const Json& actual, const std::string& path)
{
    if (wanted.is_object() && actual.is_object()) {
        return compare_members(wanted, actual, path);
    }
    if (wanted.is_array() && actual.is_array()) {
        return compare_items(wanted, actual, path);
    }
    const bool are_simple = wanted.is_primitive() && actual.is_primitive();
    const bool are_equal = are_simple && text_of(wanted) == text_of(actual);
    return are_equal ? std::nullopt : differ(wanted, actual, path);
}

} // namespace

std::optional<std::string> first_difference(const Json& wanted, const Json& actual)
{
    return compare(wanted, actual, "");
}

} // namespace uicc::daemon::lab
