#include "daemon/cli/completion/names.hpp"

#include <algorithm>

namespace uicc::daemon::cli::completion {
namespace {

using control::Json;

std::vector<std::string> texts_of(const std::optional<Json>& list, const char* member)
{
    std::vector<std::string> texts;
    for (const Json& one : list.value_or(Json::array())) {
        texts.push_back(one.value(member, ""));
    }
    return texts;
}

} // namespace

std::vector<std::string> Names::listed(std::string_view method, const char* member) const
{
    const Json parameters = card_.empty() ? Json::object() : Json{{"card", card_}};
    return texts_of(ask_(method, parameters), member);
}

/// EFs by name, by path where the name is that of several.
std::vector<std::string> Names::files() const
{
    const auto names = listed("file.list", "file");
    auto paths = listed("file.list", "path");
    std::vector<std::string> files;
    for (std::size_t i = 0; i < names.size() && i < paths.size(); ++i) {
        if (names[i].starts_with("EF.")) {
            const bool is_unique = std::ranges::count(names, names[i]) == 1;
            files.push_back(is_unique ? names[i] : std::move(paths[i]));
        }
    }
    return files;
}

std::vector<std::string> Names::of(std::string_view placeholder) const
{
    if (placeholder == "CARD") {
        return texts_of(ask_("list", Json::object()), "card");
    }
    if (placeholder == "EF") {
        return files();
    }
    if (placeholder == "PIN") {
        return listed("pin.show", "pin");
    }
    if (placeholder != "SNAPSHOT" && placeholder != "STATE") {
        return {};
    }
    auto names = listed("snapshots", "name");
    if (placeholder == "STATE") {
        names.insert(names.end(), {"now", "profile"});
    }
    return names;
}

bool Names::is_card(std::string_view word)
{
    if (!cards_) {
        cards_ = of("CARD");
    }
    return std::ranges::find(*cards_, word) != cards_->end();
}

} // namespace uicc::daemon::cli::completion
