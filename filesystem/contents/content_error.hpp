#pragma once

#include "codec/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uicc::filesystem::contents {

/// Why readable contents cannot be coded, or octets not be read; a sentence with the clause.
struct ContentError {
    std::string what{};

    /// Keys and list positions (from 0) that lead from the value of a field to the offending part.
    std::vector<std::string> path{};
};

[[nodiscard]] inline tl::unexpected<ContentError> refused(std::string what)
{
    return tl::unexpected{ContentError{std::move(what), {}}};
}

/// The same result; an error knows which part of a value it is about.
template <class Value>
[[nodiscard]] Result<Value, ContentError> within(std::string_view part,
                                                 Result<Value, ContentError> result)
{
    if (!result) {
        auto& path = result.error().path;
        path.insert(path.begin(), std::string{part});
    }
    return result;
}

} // namespace uicc::filesystem::contents
