#include "daemon/card_sources.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/farm/methods/card_loading.hpp"
#include "daemon/farm/methods/families.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace uicc::daemon::methods {
namespace {

using vpcd_bridge::Slot;

Json to_json(const StoreMeter& store)
{
    using Microseconds = std::chrono::duration<double, std::micro>;
    const double total = Microseconds{store.total}.count();
    const auto commits = store.commits;
    return {{"commits", commits},
            {"mean-us", commits == 0 ? 0.0 : total / static_cast<double>(commits)},
            {"longest-us", Microseconds{store.longest}.count()}};
}

Json to_json(const CardStatus& status)
{
    return {{"card", status.name},
            {"profile", status.profile.string()},
            {"name", status.profile_name},
            {"hash", status.profile_hash},
            {"reader", status.reader},
            {"in-reader", status.is_serving},
            {"power", status.has_power},
            {"apdus", status.commands},
            {"errors", status.internal_errors},
            {"store", to_json(status.store)}};
}

/// One slot holds one card; `newcomer` may be the one.
Result<void, control::RpcError> require_free(const Surroundings& daemon,
                                             const Slot::Place& place,
                                             const HostedCard* newcomer = nullptr)
{
    const auto readers = daemon.farm.readers();
    auto reader = readers.begin();
    for (const HostedCard& card : daemon.farm.cards()) {
        if (*reader++ == place.name() && &card != newcomer) {
            return failed(
                fmt::format("{} holds {}; one slot holds one card", place.name(), card.name()));
        }
    }
    return {};
}

/// Late enough for hosts to see that an earlier card has left.
Result<void, control::RpcError> insert_into(HostedCard& card, const Slot::Place& place)
{
    return done(CardFarm::on_loop(
        card, [&](auto& one) { return one.insert(place, Slot::Arrival::AfterPause); }));
}

RpcResult list(const Surroundings& daemon, const Json& /*given*/)
{
    Json cards = Json::array();
    const auto readers = daemon.farm.readers();
    auto reader = readers.begin();
    for (const HostedCard& card : daemon.farm.cards()) {
        cards.push_back(
            {{"card", card.name()}, {"profile", card.profile().string()}, {"reader", *reader++}});
    }
    return cards;
}

RpcResult status(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    Json status = to_json(CardFarm::on_loop(*card, [](auto& one) { return one.status(); }));
    const auto kept = TRY(load_state(daemon, *card, "now"));
    std::size_t octets = 0;
    for (const filesystem::StoreEntry& entry : kept) {
        octets += entry.value->size();
    }
    status["overlay"] = {{"entries", kept.size()}, {"octets", octets}};
    return status;
}

RpcResult load(const Surroundings& daemon, const Json& given)
{
    const CardRequest request = TRY(card_request(given));
    std::optional<Slot::Place> place;
    if (given.contains("reader")) {
        place = TRY(done(parse_reader(text_of(given, "reader"), daemon.allow_remote)));
    }
    if (place) {
        TRY(require_free(daemon, *place));
    }
    HostedCard* const card = TRY(load_card(daemon, request));
    if (place) {
        TRY(insert_into(*card, *place));
    }
    return Json{{"card", card->name()}, {"reader", place ? place->name() : std::string{}}};
}

RpcResult unload(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const std::string name = card->name();
    if (given.value("forget", false)) {
        const auto key = TRY(key_of(*card));
        CardFarm::on_loop(*card, [](auto& one) { return one.remove(); });
        TRY(done(daemon.store.remove(key)));
    }
    daemon.farm.remove(*card);
    return Json{{"card", name}};
}

RpcResult insert(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto place = TRY(done(parse_reader(text_of(given, "reader"), daemon.allow_remote)));
    TRY(require_free(daemon, place, card));
    TRY(insert_into(*card, place));
    return Json{{"card", card->name()}, {"reader", place.name()}};
}

RpcResult remove(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    if (!CardFarm::on_loop(*card, [](auto& one) { return one.remove(); })) {
        return failed(fmt::format("{} is in no reader", card->name()));
    }
    return Json{{"card", card->name()}};
}

/// A card of the profile that was swapped out before, or a new one.
Result<HostedCard*, control::RpcError> substitute(const Surroundings& daemon,
                                                  const CardRequest& request)
{
    auto source = plan_card(request.profile);
    if (source) {
        HostedCard* const known = daemon.farm.find(request.name.value_or(source->name));
        const auto is_free = [&] {
            return CardFarm::on_loop(*known, [](auto& one) { return one.reader().empty(); });
        };
        if (known != nullptr && known->profile() == request.profile && is_free()) {
            return known;
        }
    }
    return load_card(daemon, request);
}

RpcResult swap(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const CardRequest request = TRY(card_request(given));
    const auto place = CardFarm::on_loop(*card, [](auto& one) { return one.place(); });
    if (!place) {
        return failed(fmt::format("{} is in no reader", card->name()));
    }
    HostedCard* const next = TRY(substitute(daemon, request));
    CardFarm::on_loop(*card, [](auto& one) { return one.remove(); });
    if (auto inserted = insert_into(*next, *place); !inserted) {
        TRY(insert_into(*card, *place));
        return tl::unexpected{inserted.error()};
    }
    return Json{{"card", next->name()}, {"reader", place->name()}, {"replaced", card->name()}};
}

} // namespace

void add_card_methods(control::Methods& methods, const Surroundings& daemon)
{
    const Parameter profile{.name = "profile"};
    const Parameter name{.name = "name", .required = false};
    const Parameter kept{.name = "kept", .required = false};
    const Parameter reader{.name = "reader"};
    const Parameter optional_reader{.name = "reader", .required = false};
    const Parameter forget{.name = "forget", .type = Json::value_t::boolean, .required = false};
    const std::array global{
        Row{"list", {}, list},
        Row{"load", {profile, name, optional_reader, kept}, load},
    };
    const std::array rows{
        Row{"status", {}, status},
        Row{"unload", {forget}, unload},
        Row{"insert", {reader}, insert},
        Row{"remove", {}, remove},
        Row{"swap", {profile, name, kept}, swap},
    };
    add_rows(methods, daemon, global, {});
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
