#include "emulator/transport/response_delivery.hpp"

#include <algorithm>

namespace uicc::emulator {
namespace {

constexpr std::size_t max_get_response = 256;

/// Under T=0 only a command without data gets its answer at once; extended lengths do not exist
/// there, so a terminal that uses them speaks a protocol that delivers by itself.
bool terminal_waits_for_data(const CommandApdu& command)
{
    return command.extended || (command.data.empty() && command.ne);
}

} // namespace

ResponseApdu ResponseDelivery::hold(const CommandApdu& command,
                                    unsigned channel,
                                    ResponseApdu response)
{
    if (response.data.empty() || terminal_waits_for_data(command)) {
        return response;
    }
    const StatusWord announced = sw::response_available(response.data.size());
    waiting_ = Waiting{.channel = channel, .response = std::move(response)};
    return {.status = announced};
}

CommandResult ResponseDelivery::get_response(const CommandApdu& command, unsigned channel)
{
    if (!waiting_ || waiting_->channel != channel) {
        drop();
        return tl::unexpected{sw::no_precise_diagnosis};
    }
    if (command.p1 != 0 || command.p2 != 0) {
        drop();
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    const std::size_t left = waiting_->response.data.size() - waiting_->sent;
    const ExpectedLength ne = command.ne.value_or(ExpectedLength{max_get_response, true});
    if (ne.limit > left && !ne.as_many_as_available) {
        return tl::unexpected{sw::wrong_le(std::min(left, max_get_response))};
    }
    const std::size_t size = std::min(left, ne.limit);
    const auto begin =
        waiting_->response.data.begin() + static_cast<std::ptrdiff_t>(waiting_->sent);
    ResponseApdu part{.data = {begin, begin + static_cast<std::ptrdiff_t>(size)}};
    waiting_->sent += size;
    if (size < left) {
        part.status = sw::response_available(left - size);
        return part;
    }
    part.status = waiting_->response.status;
    drop();
    return part;
}

} // namespace uicc::emulator
