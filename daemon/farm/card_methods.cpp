#include "daemon/farm/card_methods.hpp"

#include "codec/hex.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/farm/card_state.hpp"
#include "daemon/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace uicc::daemon {
namespace {

using control::Json;
using control::Methods;
using control::Parameter;
using control::RpcResult;
using filesystem::CardKey;
using filesystem::Store;
using filesystem::StoreEntry;
using Entries = std::vector<StoreEntry>;

const Parameter card_parameter{.name = "card", .required = false};

control::RpcError rpc_error(std::string what)
{
    return {control::operation_failed, std::move(what)};
}

tl::unexpected<control::RpcError> failed(std::string what)
{
    return tl::unexpected{rpc_error(std::move(what))};
}

/// The value, or the error as one of the protocol.
template <class Value>
Result<Value, control::RpcError> done(Result<Value, std::string> result)
{
    return std::move(result).map_error(rpc_error);
}

template <class Value>
Result<Value, control::RpcError> done(Result<Value, filesystem::StoreError> result)
{
    return std::move(result).map_error([](auto error) { return rpc_error(std::move(error.what)); });
}

Json to_json(const CardStatus& status)
{
    using Microseconds = std::chrono::duration<double, std::micro>;
    const double total = Microseconds{status.store.total}.count();
    const auto commits = status.store.commits;
    return {{"card", status.name},
            {"profile", status.profile.string()},
            {"name", status.profile_name},
            {"hash", status.profile_hash},
            {"reader", status.reader},
            {"in-reader", status.is_serving},
            {"apdus", status.commands},
            {"errors", status.internal_errors},
            {"store",
             {{"commits", commits},
              {"mean-us", commits == 0 ? 0.0 : total / static_cast<double>(commits)},
              {"longest-us", Microseconds{status.store.longest}.count()}}}};
}

/// The methods, and what they work on.
class CardMethods {
public:
    CardMethods(CardFarm& farm, Store& store, bool allow_remote)
        : farm_{farm}, store_{store}, allow_remote_{allow_remote}
    {}

    RpcResult list() const
    {
        Json cards = Json::array();
        const auto readers = farm_.readers();
        for (std::size_t i = 0; i < readers.size(); ++i) {
            const HostedCard& card = farm_.cards()[i];
            cards.push_back({{"card", card.name()},
                             {"profile", card.profile().string()},
                             {"reader", readers[i]}});
        }
        return cards;
    }

    RpcResult status(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        Json status = to_json(CardFarm::on_loop(*card, [](auto& one) { return one.status(); }));
        const Entries kept = TRY(load(*card, "now"));
        std::size_t octets = 0;
        for (const StoreEntry& entry : kept) {
            octets += entry.value->size();
        }
        status["overlay"] = {{"entries", kept.size()}, {"octets", octets}};
        return status;
    }

    RpcResult insert(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const auto place = TRY(done(parse_reader(given["reader"], allow_remote_)));
        const auto readers = farm_.readers();
        const auto taken = std::ranges::find(readers, place.name());
        if (taken != readers.end()) {
            const auto& holder = farm_.cards()[static_cast<std::size_t>(taken - readers.begin())];
            if (&holder != card) {
                return failed(
                    fmt::format("{} holds {}; one slot holds one card", *taken, holder.name()));
            }
        }
        TRY(done(CardFarm::on_loop(*card, [&](auto& one) { return one.insert(place); })));
        return Json{{"card", card->name()}, {"reader", place.name()}};
    }

    RpcResult remove(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        if (!CardFarm::on_loop(*card, [](auto& one) { return one.remove(); })) {
            return failed(fmt::format("{} is in no reader", card->name()));
        }
        return Json{{"card", card->name()}};
    }

    RpcResult reset(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        CardFarm::on_loop(*card, [](auto& one) {
            one.reset();
            return true;
        });
        return Json{{"card", card->name()}};
    }

    RpcResult transmit(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const auto command = codec::from_hex(given["apdu"].get_ref<const std::string&>());
        if (!command) {
            return failed("apdu: this is not hexadecimal");
        }
        const Bytes response =
            TRY(done(CardFarm::on_loop(*card, [&](auto& one) { return one.transmit(*command); })));
        return Json{{"response", codec::to_hex(response)}};
    }

    RpcResult snapshot(const Json& given) const
    {
        const CardKey key = TRY(key_of(given));
        const std::string& name = given["name"].get_ref<const std::string&>();
        if (name.empty() || name == "now" || name == "profile") {
            return failed("a snapshot is called neither now nor profile, and it has a name");
        }
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        TRY(done(store_.snapshot(key, name,
                                 std::chrono::duration_cast<std::chrono::seconds>(now).count())));
        return Json{{"card", key.card}, {"name", name}};
    }

    RpcResult snapshots(const Json& given) const
    {
        const CardKey key = TRY(key_of(given));
        Json list = Json::array();
        const auto snapshots = TRY(done(store_.snapshots(key)));
        for (const filesystem::Snapshot& one : snapshots) {
            list.push_back({{"name", one.name},
                            {"made-at", one.made_at},
                            {"entries", one.entries},
                            {"octets", one.octets}});
        }
        return list;
    }

    RpcResult rollback(const Json& given) const
    {
        return change(given, [&](const CardKey& key) {
            return store_.rollback(key, given["name"].get_ref<const std::string&>());
        });
    }

    RpcResult remove_snapshot(const Json& given) const
    {
        const CardKey key = TRY(key_of(given));
        TRY(done(store_.remove_snapshot(key, given["name"].get_ref<const std::string&>())));
        return Json{{"card", key.card}};
    }

    RpcResult fork(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const CardKey key = TRY(key_of(given));
        const std::string& name = given["name"].get_ref<const std::string&>();
        if (name.empty() || farm_.find(name) != nullptr) {
            return failed(fmt::format("there is a card {} already", name));
        }
        const auto description =
            TRY(done(CardFarm::on_loop(*card, [](auto& one) { return one.description(); })));
        TRY(done(store_.fork(key, {name, key.profile_hash})));
        TRY(done(farm_.add(name, card->profile(), [description] { return description; })));
        return Json{{"card", name}};
    }

    RpcResult show_state(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const auto description = TRY(description_of(*card));
        const Entries state = TRY(load(*card, given.value("state", "now")));
        return daemon::show_state(*description, state);
    }

    RpcResult diff_states(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const auto description = TRY(description_of(*card));
        const Entries before = TRY(load(*card, given["before"]));
        const Entries after = TRY(load(*card, given["after"]));
        return daemon::diff_states(*description, before, after);
    }

    RpcResult export_state(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const CardKey key = TRY(key_of(given));
        const Entries state = TRY(load(*card, given.value("state", "now")));
        return daemon::export_state(key, state);
    }

    RpcResult import_state(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        const auto description = TRY(description_of(*card));
        const Entries entries = TRY(done(daemon::import_state(*description, given["exported"])));
        return change(given, [&](const CardKey& key) { return store_.replace(key, entries); });
    }

    RpcResult reset_state(const Json& given) const
    {
        return change(given, [&](const CardKey& key) { return store_.forget(key); });
    }

private:
    Result<HostedCard*, control::RpcError> find(const Json& given) const
    {
        if (!given.contains("card")) {
            if (farm_.cards().size() == 1) {
                return &farm_.cards().front();
            }
            return failed(fmt::format("which of the {} cards?", farm_.cards().size()));
        }
        const auto& name = given["card"].get_ref<const std::string&>();
        HostedCard* const card = farm_.find(name);
        if (card == nullptr) {
            return failed(fmt::format("there is no card {}", name));
        }
        return card;
    }

    static Result<DescriptionPtr, control::RpcError> description_of(HostedCard& card)
    {
        return done(CardFarm::on_loop(card, [](auto& one) { return one.description(); }));
    }

    static Result<CardKey, control::RpcError> key_of(HostedCard& card)
    {
        return done(CardFarm::on_loop(card, [](auto& one) { return one.key(); }));
    }

    Result<CardKey, control::RpcError> key_of(const Json& given) const
    {
        HostedCard* const card = TRY(find(given));
        return key_of(*card);
    }

    /// What is kept "now", the profile's own state, or a snapshot.
    Result<Entries, control::RpcError> load(HostedCard& card, const std::string& state) const
    {
        if (state == "profile") {
            return Entries{};
        }
        const CardKey key = TRY(key_of(card));
        return done(state == "now" ? store_.load(key) : store_.load_snapshot(key, state));
    }

    /// Changes what is kept while the card is out of its reader.
    template <class Change>
    RpcResult change(const Json& given, Change how) const
    {
        HostedCard* const card = TRY(find(given));
        const CardKey key = TRY(key_of(*card));
        TRY(done(CardFarm::on_loop(
            *card, [&](auto& one) { return one.change_state([&] { return how(key); }); })));
        return Json{{"card", key.card}};
    }

    CardFarm& farm_;
    Store& store_;
    bool allow_remote_;
};

} // namespace

void add_card_methods(Methods& methods, CardFarm& farm, Store& store, bool allow_remote)
{
    using Run = RpcResult (CardMethods::*)(const Json&) const;
    struct Row {
        std::string_view name;
        std::vector<Parameter> parameters;
        Run run;
    };
    const Parameter name{.name = "name"};
    const Parameter state{.name = "state", .required = false};
    const std::vector<Row> rows{
        {"status", {}, &CardMethods::status},
        {"insert", {{.name = "reader"}}, &CardMethods::insert},
        {"remove", {}, &CardMethods::remove},
        {"reset", {}, &CardMethods::reset},
        {"transmit", {{.name = "apdu"}}, &CardMethods::transmit},
        {"snapshot", {name}, &CardMethods::snapshot},
        {"snapshots", {}, &CardMethods::snapshots},
        {"rollback", {name}, &CardMethods::rollback},
        {"remove_snapshot", {name}, &CardMethods::remove_snapshot},
        {"fork", {name}, &CardMethods::fork},
        {"state.show", {state}, &CardMethods::show_state},
        {"state.diff", {{.name = "before"}, {.name = "after"}}, &CardMethods::diff_states},
        {"state.export", {state}, &CardMethods::export_state},
        {"state.import",
         {{.name = "exported", .type = Json::value_t::object}},
         &CardMethods::import_state},
        {"state.reset", {}, &CardMethods::reset_state},
    };
    const auto cards = std::make_shared<CardMethods>(farm, store, allow_remote);
    for (const Row& row : rows) {
        auto parameters = row.parameters;
        parameters.push_back(card_parameter);
        methods.add({row.name, std::move(parameters),
                     [cards, run = row.run](const Json& given) { return ((*cards).*run)(given); }});
    }
    methods.add({"list", {}, [cards](const Json&) { return cards->list(); }});
    methods.add({"version", {}, [](const Json&) -> RpcResult { return Json(version); }});
}

} // namespace uicc::daemon
