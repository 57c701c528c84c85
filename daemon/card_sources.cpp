#include "daemon/card_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::daemon {
namespace {

using profiles::Diagnostics;

/// Collects cards and mistakes of all profiles.
class Plan {
public:
    void add(const std::filesystem::path& profile)
    {
        auto loaded = profiles::load_profile(profile);
        if (!loaded) {
            mistakes_.insert(mistakes_.end(), loaded.error().begin(), loaded.error().end());
            return;
        }
        const DescriptionPtr description = std::move(*loaded);
        sources_.push_back({.name = numbered(name_of(*description)),
                            .profile_hash = description->profile_hash,
                            .profile = profile,
                            .describe = [description] { return description; }});
    }

    void add_folder(const std::filesystem::path& folder)
    {
        std::error_code error;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
            if (entry.path().extension() == ".yaml") {
                files.push_back(entry.path());
            }
        }
        if (error || files.empty()) {
            mistakes_.push_back(
                {.file = folder.string(),
                 .message = error ? error.message() : "there is no file NAME.yaml in it"});
        }
        std::ranges::sort(files);
        std::ranges::for_each(files, [this](const auto& file) { add(file); });
    }

    [[nodiscard]] Result<std::vector<CardSource>, Diagnostics> result() &&
    {
        if (!mistakes_.empty()) {
            return tl::unexpected{std::move(mistakes_)};
        }
        return std::move(sources_);
    }

private:
    static std::string name_of(const emulator::CardDescription& description)
    {
        const std::string iccid = profiles::identity_of(description).iccid;
        return iccid.empty() ? description.name : iccid;
    }

    std::string numbered(const std::string& name)
    {
        const unsigned number = ++cards_named_[name];
        return number == 1 ? name : fmt::format("{}/{}", name, number);
    }

    std::vector<CardSource> sources_;
    Diagnostics mistakes_;
    std::map<std::string, unsigned> cards_named_;
};

} // namespace

Result<std::vector<CardSource>, Diagnostics> plan_cards(const DaemonOptions& options)
{
    Plan plan;
    for (const auto& profile : options.profiles) {
        plan.add(profile);
    }
    if (options.profile_folder) {
        plan.add_folder(*options.profile_folder);
    }
    return std::move(plan).result();
}

} // namespace uicc::daemon
