#include "daemon/farm/methods/event_methods.hpp"

#include "daemon/trace/event_kind.hpp"
#include "daemon/trace/subscription.hpp"

#include <fmt/format.h>

#include <limits>

namespace uicc::daemon::methods {
namespace {

Result<trace::EventFilter, control::RpcError> filter_of(const Surroundings& daemon,
                                                        const Json& given)
{
    trace::EventFilter filter;
    if (given.contains("card")) {
        const HostedCard* const card = TRY(find_card(daemon, given));
        filter.card = card->name();
    }
    for (const Json& name : given.value("kinds", Json::array())) {
        const auto kind =
            name.is_string() ? trace::kind_of(name.get_ref<const std::string&>()) : std::nullopt;
        if (!kind) {
            return failed(
                fmt::format("kinds: expected some of {}", fmt::join(trace::kind_names(), ", ")));
        }
        filter.kinds.insert(*kind);
    }
    filter.secrets = given.value("secrets", false) ? trace::Secrets::Shown : trace::Secrets::Masked;
    return filter;
}

RpcResult subscribe(const Surroundings& daemon,
                    trace::EventHub& events,
                    const Json& given,
                    control::Peer& peer)
{
    const trace::EventFilter filter = TRY(filter_of(daemon, given));
    const auto number = peer.add([&](unsigned own, control::Peer::Wake wake) {
        return std::make_unique<trace::Subscription>(events, own, filter, std::move(wake));
    });
    if (!number) {
        return failed("the connection has as many subscriptions as it may have");
    }
    return Json{{"subscription", *number}};
}

RpcResult unsubscribe(const Json& given, control::Peer& peer)
{
    const Json& number = given["subscription"];
    const auto wide = number.get<std::uint64_t>();
    if (wide > std::numeric_limits<unsigned>::max() || !peer.remove(static_cast<unsigned>(wide))) {
        return failed(fmt::format("the connection has no subscription {}", wide));
    }
    return Json{{"subscription", number}};
}

} // namespace

void add_event_methods(control::Methods& methods,
                       const Surroundings& daemon,
                       trace::EventHub& events)
{
    methods.add(
        {.name = "subscribe",
         .parameters = {{.name = "card", .required = false},
                        {.name = "kinds", .type = Json::value_t::array, .required = false},
                        {.name = "secrets", .type = Json::value_t::boolean, .required = false}},
         .run_for = [daemon, &events](const Json& given, control::Peer& peer) {
             return subscribe(daemon, events, given, peer);
         }});
    methods.add({.name = "unsubscribe",
                 .parameters = {{.name = "subscription", .type = Json::value_t::number_unsigned}},
                 .run_for = unsubscribe});
}

} // namespace uicc::daemon::methods
