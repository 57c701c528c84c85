#include "daemon/client/card/card_link.hpp"

#include "codec/byte_writer.hpp"
#include "daemon/client/card/status.hpp"

#include <fmt/format.h>

namespace uicc::daemon::client::card {
namespace {

constexpr Byte get_response = 0xC0;
constexpr Byte manage_channel = 0x70;
constexpr Byte close_operation = 0x80;
constexpr unsigned further_channels = 4; ///< from here on the class has another coding
constexpr unsigned last_channel = 19;
/// A card that announces more and more is not to be followed for ever.
constexpr std::size_t most_pieces = 300;
constexpr std::size_t largest_answer = 65536;

SecureBytes encode(Byte cla, const Command& command, ByteView data)
{
    SecureBytes octets{cla, command.instruction, command.p1, command.p2};
    if (!data.empty()) {
        octets.push_back(static_cast<Byte>(data.size()));
        octets.insert(octets.end(), data.begin(), data.end());
    }
    return octets;
}

/// XX of 61XX and 6CXX; 00 stands for 256.
std::size_t length_in(std::uint16_t word)
{
    return status::low(word) == 0 ? 256 : status::low(word);
}

tl::unexpected<Failure> unusable(std::string what)
{
    return tl::unexpected{Failure{Trouble::Unresponsive, std::move(what)}};
}

} // namespace

Byte class_on_channel(Byte cla, unsigned channel, bool is_protected)
{
    if (channel < further_channels) {
        return static_cast<Byte>(cla | channel | (is_protected ? 0x04U : 0U));
    }
    return static_cast<Byte>((cla & 0x80U) | 0x40U | (channel - further_channels) |
                             (is_protected ? 0x20U : 0U));
}

Byte CardLink::class_of(Byte cla, bool is_protected) const
{
    return conduct_.breaks(Rule::LowChannelsOnly)
               ? static_cast<Byte>(cla | channel_ | (is_protected ? 0x04U : 0U))
               : class_on_channel(cla, channel_, is_protected);
}

Result<Answer, Failure> CardLink::transmit(const Encoded& command)
{
    SecureBytes octets = command.octets;
    if (command.le) {
        octets.push_back(static_cast<Byte>(*command.le)); // 256 becomes 00
    }
    ++commands_;
    Bytes response = TRY(transport_.transmit(octets));
    if (response.size() < 2) {
        return unusable("the card answered without a status word");
    }
    const auto word =
        static_cast<std::uint16_t>(response[response.size() - 2] << 8U | response.back());
    response.erase(response.end() - 2, response.end());
    return Answer{.data = std::move(response), .status = word};
}

/// Once more with the Le that 6CXX names, TS 102 221 §7.3.1.1.
Result<Answer, Failure> CardLink::transmit_with_right_le(Encoded command)
{
    Answer answer = TRY(transmit(command));
    if (status::high(answer.status) != 0x6C || conduct_.breaks(Rule::Ignore6cxx)) {
        return answer;
    }
    command.le = length_in(answer.status);
    return transmit(command);
}

/// What 61XX announces, piece by piece.
Result<Answer, Failure> CardLink::fetch_rest(Answer answer)
{
    Bytes whole = std::move(answer.data);
    for (std::size_t pieces = 0; status::high(answer.status) == 0x61; ++pieces) {
        if (pieces == most_pieces || whole.size() > largest_answer) {
            return unusable("the card announces data without end (61XX)");
        }
        answer = TRY(transmit_with_right_le({.octets = {class_of(0x00, false), get_response, 0, 0},
                                             .le = length_in(answer.status)}));
        codec::append(whole, answer.data);
    }
    answer.data = std::move(whole);
    return answer;
}

Result<Answer, Failure> CardLink::exchange(Encoded command)
{
    Answer answer = TRY(transmit_with_right_le(std::move(command)));
    return conduct_.breaks(Rule::Ignore61xx) ? answer : fetch_rest(std::move(answer));
}

Result<Answer, Failure> CardLink::send(const Command& command)
{
    auto answer =
        session_
            ? send_protected(command)
            : exchange({encode(class_of(command.cla, command.carries_mac), command, command.data),
                        command.le});
    if (answer && channel_ != 0 && answer->status == status::channel_not_supported &&
        conduct_.keeps(Rule::LowChannelsOnly)) {
        return tl::unexpected{
            Failure{Trouble::Lost, fmt::format("channel {} is no longer open", channel_)}};
    }
    return answer;
}

Result<Answer, Failure> CardLink::send_protected(const Command& command)
{
    const Bytes data =
        session_->protect({command.cla, command.instruction, command.p1, command.p2, command.data});
    Answer answer = TRY(exchange({encode(class_of(command.cla, true), command, data), command.le}));
    auto plain = session_->reveal(answer.data, answer.status);
    if (!plain && conduct_.breaks(Rule::Scp03IgnoreRmac)) {
        plain = session_->reveal_unchecked(answer.data);
    }
    if (!plain) {
        session_.reset();
        return Answer{.status = answer.status, .genuine = false};
    }
    answer.data = *std::move(plain);
    return answer;
}

Result<std::uint16_t, Failure> CardLink::open_channel()
{
    const Answer answer = TRY(send({.instruction = manage_channel, .le = 1}));
    if (answer.status != status::success) {
        return answer.status;
    }
    if (answer.data.size() != 1 || answer.data[0] == 0 || answer.data[0] > last_channel) {
        return status::function_not_supported;
    }
    channel_ = answer.data[0];
    return answer.status;
}

Result<void, Failure> CardLink::close_channel()
{
    session_.reset();
    const auto number = static_cast<Byte>(channel_);
    channel_ = 0;
    if (number != 0 && conduct_.keeps(Rule::KeepChannelOpen)) {
        TRY(send({.instruction = manage_channel, .p1 = close_operation, .p2 = number}));
    }
    return {};
}

void CardLink::forget()
{
    session_.reset();
    channel_ = 0;
}

} // namespace uicc::daemon::client::card
