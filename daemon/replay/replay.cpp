#include "daemon/replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::replay {
namespace {

using trace::CardEvent;
using trace::EventKind;
using trace::ShownEvent;

/// The answer with what the recording masks masked as well.
Bytes as_recorded(const ShownEvent& recorded, Bytes answer)
{
    constexpr std::size_t status_size = 2;
    if (recorded.hides_response && answer.size() == recorded.event.response.size()) {
        const auto data = recorded.event.response.size() - status_size;
        std::copy_n(recorded.event.response.begin(), data, answer.begin());
    }
    return answer;
}

} // namespace

Result<void, std::string> check(const Recording& recording)
{
    const auto masked = std::ranges::find_if(recording.events, &ShownEvent::hides_command);
    if (masked != recording.events.end()) {
        return tl::unexpected{
            fmt::format("event {} ({}) is masked and cannot be sent again; record with "
                        "vuiccd --trace-secrets",
                        masked->event.number, masked->event.name)};
    }
    return {};
}

Result<Totals, std::string> replay(const Recording& recording,
                                   Target& target,
                                   Masks masks,
                                   const Report& report)
{
    Totals totals;
    TRY(target.power(EventKind::PowerOn));
    for (const ShownEvent& shown : recording.events) {
        const CardEvent& event = shown.event;
        const bool is_apdu = event.kind == EventKind::Apdu;
        totals.commands += is_apdu ? 1 : 0;
        auto answered = is_apdu ? target.transmit(event.command) : target.power(event.kind);
        const Bytes answer = as_recorded(shown, TRY(std::move(answered)));
        const bool agrees = is_apdu ? masks.agree(event, answer) : event.response == answer;
        if (!agrees) {
            ++totals.differences;
            report(event, answer);
        }
    }
    return totals;
}

} // namespace uicc::daemon::replay
