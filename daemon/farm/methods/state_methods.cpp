#include "daemon/farm/card_state.hpp"
#include "daemon/farm/methods/families.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace uicc::daemon::methods {
namespace {

using filesystem::CardKey;
using Entries = std::vector<filesystem::StoreEntry>;

Result<CardKey, control::RpcError> find_key(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return key_of(*card);
}

/// Changes what is kept while the card is out of its reader.
template <class Change>
RpcResult change_state(const Surroundings& daemon, const Json& given, Change how)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const CardKey key = TRY(key_of(*card));
    TRY(done(CardFarm::on_loop(
        *card, [&](auto& one) { return one.change_state([&] { return how(key); }); })));
    return Json{{"card", key.card}};
}

RpcResult snapshot(const Surroundings& daemon, const Json& given)
{
    const CardKey key = TRY(find_key(daemon, given));
    const std::string& name = text_of(given, "name");
    TRY(check_name(name));
    if (name == "now" || name == "profile") {
        return failed("a snapshot is called neither now nor profile");
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    TRY(done(daemon.store.snapshot(key, name,
                                   std::chrono::duration_cast<std::chrono::seconds>(now).count())));
    return Json{{"card", key.card}, {"name", name}};
}

RpcResult snapshots(const Surroundings& daemon, const Json& given)
{
    const CardKey key = TRY(find_key(daemon, given));
    Json list = Json::array();
    const auto snapshots = TRY(done(daemon.store.snapshots(key)));
    for (const filesystem::Snapshot& one : snapshots) {
        list.push_back({{"name", one.name},
                        {"made-at", one.made_at},
                        {"entries", one.entries},
                        {"octets", one.octets}});
    }
    return list;
}

RpcResult rollback(const Surroundings& daemon, const Json& given)
{
    return change_state(daemon, given, [&](const CardKey& key) {
        return daemon.store.rollback(key, text_of(given, "name"));
    });
}

RpcResult remove_snapshot(const Surroundings& daemon, const Json& given)
{
    const CardKey key = TRY(find_key(daemon, given));
    TRY(done(daemon.store.remove_snapshot(key, text_of(given, "name"))));
    return Json{{"card", key.card}};
}

RpcResult fork(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const CardKey key = TRY(key_of(*card));
    const std::string& name = text_of(given, "name");
    TRY(check_name(name));
    if (daemon.farm.find(name) != nullptr) {
        return failed(fmt::format("there is a card {} already", name));
    }
    const auto description = TRY(description_of(*card));
    TRY(done(daemon.store.fork(key, {name, key.profile_hash})));
    TRY(done(daemon.farm.add(name, card->profile(), [description] { return description; })));
    return Json{{"card", name}};
}

trace::Secrets secrets_of(const Json& given)
{
    return given.value("secrets", false) ? trace::Secrets::Shown : trace::Secrets::Masked;
}

RpcResult show(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto description = TRY(description_of(*card));
    const Entries state = TRY(load_state(daemon, *card, given.value("state", "now")));
    return show_state(*description, state, secrets_of(given));
}

RpcResult diff(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto description = TRY(description_of(*card));
    const Entries before = TRY(load_state(daemon, *card, given["before"]));
    const Entries after = TRY(load_state(daemon, *card, given["after"]));
    return diff_states(*description, before, after, secrets_of(given));
}

RpcResult export_kept(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const CardKey key = TRY(key_of(*card));
    const Entries state = TRY(load_state(daemon, *card, given.value("state", "now")));
    return export_state(key, state);
}

RpcResult import_kept(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto description = TRY(description_of(*card));
    const Entries entries = TRY(done(import_state(*description, given["exported"])));
    return change_state(daemon, given,
                        [&](const CardKey& key) { return daemon.store.replace(key, entries); });
}

RpcResult reset(const Surroundings& daemon, const Json& given)
{
    return change_state(daemon, given,
                        [&](const CardKey& key) { return daemon.store.forget(key); });
}

} // namespace

Result<Entries, control::RpcError> load_state(const Surroundings& daemon,
                                              HostedCard& card,
                                              const std::string& state)
{
    if (state == "profile") {
        return Entries{};
    }
    const CardKey key = TRY(key_of(card));
    return done(state == "now" ? daemon.store.load(key) : daemon.store.load_snapshot(key, state));
}

void add_state_methods(control::Methods& methods, const Surroundings& daemon)
{
    const Parameter name{.name = "name"};
    const Parameter state{.name = "state", .required = false};
    const Parameter secrets{.name = "secrets", .type = Json::value_t::boolean, .required = false};
    const std::array rows{
        Row{"snapshot", {name}, snapshot},
        Row{"snapshots", {}, snapshots},
        Row{"rollback", {name}, rollback},
        Row{"remove_snapshot", {name}, remove_snapshot},
        Row{"fork", {name}, fork},
        Row{"state.show", {state, secrets}, show},
        Row{"state.diff", {{.name = "before"}, {.name = "after"}, secrets}, diff},
        Row{"state.export", {state}, export_kept},
        Row{"state.import", {{.name = "exported", .type = Json::value_t::object}}, import_kept},
        Row{"state.reset", {}, reset},
    };
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
