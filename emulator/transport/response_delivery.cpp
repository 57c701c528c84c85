#include "emulator/transport/response_delivery.hpp"

#include "emulator/apdu/class_byte.hpp"
#include "emulator/apdu/gsm_status_word.hpp"

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

bool is_gsm(const CommandApdu& command)
{
    return command.cla == gsm_class;
}

} // namespace

ResponseApdu ResponseDelivery::hold(const CommandApdu& command,
                                    unsigned channel,
                                    ResponseApdu response)
{
    if (response.data.empty() || terminal_waits_for_data(command)) {
        return response;
    }
    const std::size_t size = response.data.size();
    const StatusWord announced =
        is_gsm(command) ? sw::gsm::response_available(size) : sw::response_available(size);
    waiting_ = Waiting{.channel = channel, .gsm = is_gsm(command), .response = std::move(response)};
    return {.status = announced};
}

CommandResult ResponseDelivery::get_response(const CommandApdu& command, unsigned channel)
{
    const bool gsm = is_gsm(command);
    if (!waiting_ || waiting_->channel != channel || waiting_->gsm != gsm) {
        drop();
        return tl::unexpected{sw::no_precise_diagnosis};
    }
    if (command.p1 != 0 || command.p2 != 0) {
        drop();
        return tl::unexpected{gsm ? sw::gsm::incorrect_p1_p2 : sw::incorrect_p1_p2};
    }
    const std::size_t left = waiting_->response.data.size() - waiting_->sent;
    const ExpectedLength ne = command.ne.value_or(ExpectedLength{max_get_response, true});
    if (ne.limit > left && !ne.as_many_as_available) {
        const StatusWord right = sw::wrong_le(std::min(left, max_get_response));
        return tl::unexpected{gsm ? in_gsm_words(right) : right};
    }
    const std::size_t size = std::min(left, ne.limit);
    const auto begin =
        waiting_->response.data.begin() + static_cast<std::ptrdiff_t>(waiting_->sent);
    ResponseApdu part{.data = {begin, begin + static_cast<std::ptrdiff_t>(size)}};
    waiting_->sent += size;
    if (size < left && !gsm) {
        part.status = sw::response_available(left - size);
        return part;
    }
    part.status = waiting_->response.status;
    drop();
    return part;
}

} // namespace uicc::emulator
