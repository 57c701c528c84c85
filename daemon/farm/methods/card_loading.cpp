#include "daemon/farm/methods/card_loading.hpp"

#include "daemon/card_sources.hpp"
#include "daemon/farm/kept_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::methods {
namespace {

std::string lines_of(const profiles::Diagnostics& mistakes)
{
    std::string lines;
    for (const profiles::Diagnostic& mistake : mistakes) {
        lines += (lines.empty() ? "" : "\n") + mistake.to_string();
    }
    return lines;
}

Result<KeptState, control::RpcError> kept_state(const Json& given)
{
    const std::string kept = given.value("kept", "refuse");
    if (kept == "refuse") {
        return KeptState::Refuse;
    }
    if (kept == "adopt" || kept == "reset") {
        return kept == "adopt" ? KeptState::Adopt : KeptState::Reset;
    }
    return failed(fmt::format("kept {}: expected refuse, adopt or reset", kept));
}

/// As vuiccd names the cards of its options.
std::string free_name(CardFarm& farm, const std::string& name)
{
    std::string candidate = name;
    for (unsigned number = 2; farm.find(candidate) != nullptr; ++number) {
        candidate = fmt::format("{}/{}", name, number);
    }
    return candidate;
}

Result<CardSource, control::RpcError> source_of(const Surroundings& daemon,
                                                const CardRequest& request)
{
    auto source = plan_card(request.profile);
    if (!source) {
        return failed(lines_of(source.error()));
    }
    source->name = request.name.value_or(free_name(daemon.farm, source->name));
    if (daemon.farm.find(source->name) != nullptr) {
        return failed(fmt::format("there is a card {} already", source->name));
    }
    return std::move(*source);
}

} // namespace

Result<CardRequest, control::RpcError> card_request(const Json& given)
{
    CardRequest request{.profile = text_of(given, "profile")};
    if (!request.profile.is_absolute()) {
        return failed("profile: this must be an absolute path");
    }
    if (given.contains("name")) {
        request.name = text_of(given, "name");
        TRY(check_name(*request.name));
    }
    request.kept = TRY(kept_state(given));
    return request;
}

Result<HostedCard*, control::RpcError> load_card(const Surroundings& daemon,
                                                 const CardRequest& request)
{
    std::vector<CardSource> sources;
    sources.push_back(TRY(source_of(daemon, request)));
    TRY(done(bring_back_forks(daemon.store, sources, request.kept)));
    std::erase_if(sources, [&](const CardSource& source) {
        return daemon.farm.find(source.name) != nullptr;
    });
    TRY(done(settle_kept_states(daemon.store, sources, request.kept, daemon.log)));
    HostedCard* first = nullptr;
    for (CardSource& source : sources) {
        HostedCard* const card =
            TRY(done(daemon.farm.add(source.name, source.profile, std::move(source.describe))));
        first = first == nullptr ? card : first;
    }
    return first;
}

} // namespace uicc::daemon::methods
