#include "daemon/card_sources.hpp"

#include "profiles/loader/profile_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace uicc::daemon {
namespace {

using profiles::Diagnostics;

std::string name_of(const emulator::CardDescription& description)
{
    const std::string iccid = profiles::identity_of(description).iccid;
    return iccid.empty() ? description.name : iccid;
}

CardSource source_of(const std::filesystem::path& profile, const DescriptionPtr& description)
{
    return {.name = name_of(*description),
            .profile_hash = description->profile_hash,
            .profile = profile,
            .describe = [description] { return description; }};
}

/// Collects cards and mistakes of all profiles.
class Plan {
public:
    void add(const std::filesystem::path& profile, std::uint32_t cards)
    {
        auto loaded = profiles::ProfileFamily::load(profile);
        if (!loaded) {
            complain(loaded.error());
        } else if (cards == 1) {
            add_single(profile, *loaded);
        } else {
            add_family(profile, *loaded, cards);
        }
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
        std::ranges::for_each(files, [this](const auto& file) { add(file, 1); });
    }

    [[nodiscard]] Result<std::vector<CardSource>, Diagnostics> result() &&
    {
        if (!mistakes_.empty()) {
            return tl::unexpected{std::move(mistakes_)};
        }
        return std::move(sources_);
    }

private:
    using Family = std::shared_ptr<profiles::ProfileFamily>;

    void complain(const Diagnostics& mistakes)
    {
        mistakes_.insert(mistakes_.end(), mistakes.begin(), mistakes.end());
    }

    void add_single(const std::filesystem::path& profile, const Family& family)
    {
        CardSource source = source_of(profile, family->card(0).value());
        source.name = numbered(source.name);
        sources_.push_back(std::move(source));
    }

    /// The cards are not made yet, but their names must not meet.
    void add_family(const std::filesystem::path& profile, const Family& family, std::uint32_t cards)
    {
        for (std::uint32_t index = 0; index < cards; ++index) {
            const auto iccid = family->iccid(index);
            if (!iccid) {
                complain(iccid.error());
                return;
            }
            if (iccid->empty() || ++cards_named_[*iccid] > 1) {
                mistakes_.push_back(
                    {.file = profile.string(),
                     .message = fmt::format("card {} has the ICCID {} like another card; write "
                                            "${{index:06}} into iccid",
                                            index, iccid->empty() ? "of no digits" : *iccid)});
                return;
            }
            sources_.push_back({.name = *iccid,
                                .profile_hash = family->profile_hash(),
                                .profile = profile,
                                .describe = [family, index] { return described(*family, index); }});
        }
    }

    static Result<DescriptionPtr, std::string> described(const profiles::ProfileFamily& family,
                                                         std::uint32_t index)
    {
        auto card = family.card(index);
        if (!card) {
            return tl::unexpected{
                fmt::format("card {}: {}", index, card.error().front().to_string())};
        }
        return std::move(*card);
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
        plan.add(profile, options.cards);
    }
    if (options.profile_folder) {
        plan.add_folder(*options.profile_folder);
    }
    return std::move(plan).result();
}

Result<CardSource, Diagnostics> plan_card(const std::filesystem::path& profile)
{
    const auto family = TRY(profiles::ProfileFamily::load(profile));
    return source_of(profile, TRY(family->card(0)));
}

} // namespace uicc::daemon
