#include "daemon/faults/apdu_pattern.hpp"

#include "daemon/faults/names.hpp"
#include "daemon/trace/card_event.hpp"
#include "emulator/apdu/class_byte.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::daemon::faults {
namespace {

using MaskedOctet = ApduPattern::MaskedOctet;

constexpr std::size_t p1_offset = 2;
constexpr std::size_t p2_offset = 3;
constexpr Byte open_channel = 0x00; // P1 of MANAGE CHANNEL, TS 102 221 §11.1.17

bool fits(const MaskedOctet& pattern, Byte octet)
{
    return (octet & pattern.mask) == pattern.value;
}

bool has(ByteView command, std::size_t offset, Byte wanted)
{
    return command.size() > offset && command[offset] == wanted;
}

bool is_on_channel(ByteView command, unsigned channel)
{
    const auto cla = command.empty() ? std::nullopt : emulator::decode_class(command.front());
    return cla && cla->channel == channel;
}

std::string text_of(const MaskedOctet& octet)
{
    const std::string digits = fmt::format("{:02X}", octet.value);
    return {(octet.mask & 0xF0) != 0 ? digits[0] : '?', (octet.mask & 0x0F) != 0 ? digits[1] : '?'};
}

} // namespace

bool ApduPattern::matches(const Exchange& exchange) const
{
    if (!matches_request(exchange)) {
        return false;
    }
    if (!status_) {
        return true;
    }
    const ByteView response = exchange.response;
    return response.size() >= 2 && fits((*status_)[0], response[response.size() - 2]) &&
           fits((*status_)[1], response.back());
}

bool ApduPattern::matches(const trace::CardEvent& event) const
{
    return matches(Exchange{event.command, event.name, event.file, event.response});
}

bool ApduPattern::matches_request(const Exchange& exchange) const
{
    const ByteView command = exchange.command;
    return (command_.empty() || begins_name(command_, exchange.name)) && matches_octets(command) &&
           (file_.empty() || is_same_name(file_, exchange.file)) &&
           (!p1_ || has(command, p1_offset, *p1_)) &&
           (!key_ || has(command, p2_offset, static_cast<Byte>(*key_))) &&
           (!channel_ || is_on_channel(command, *channel_));
}

bool ApduPattern::limit_to_channel(unsigned channel)
{
    if (channel_) {
        return false;
    }
    channel_ = channel;
    return true;
}

bool ApduPattern::matches_octets(ByteView command) const
{
    return command.size() >= octets_.size() &&
           std::equal(octets_.begin(), octets_.end(), command.begin(), fits);
}

std::string ApduPattern::to_string() const
{
    std::vector<std::string> words;
    if (!command_.empty()) {
        words.push_back(command_);
    }
    if (p1_) {
        words.emplace_back(*p1_ == open_channel ? "OPEN" : "CLOSE");
    }
    std::ranges::transform(octets_, std::back_inserter(words), text_of);
    if (!file_.empty()) {
        words.push_back(file_);
    }
    if (key_) {
        words.push_back(key_word(*key_));
    }
    if (channel_) {
        words.push_back(fmt::format("channel {}", *channel_));
    }
    if (status_) {
        words.push_back(fmt::format("-> {}{}", text_of((*status_)[0]), text_of((*status_)[1])));
    }
    return words.empty() ? "any" : fmt::format("{}", fmt::join(words, " "));
}

} // namespace uicc::daemon::faults
