#include "profiles/loader/clause.hpp"

namespace uicc::profiles {

Statement split_clause(std::string_view text)
{
    const auto bracket = text.rfind(" (");
    if (bracket == std::string_view::npos || !text.ends_with(')')) {
        return {std::string{text}, {}};
    }
    const auto clause = text.substr(bracket + 2, text.size() - bracket - 3);
    return {std::string{text.substr(0, bracket)}, std::string{clause}};
}

} // namespace uicc::profiles
