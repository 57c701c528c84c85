#include "emulator/card/logical_channel.hpp"

#include <algorithm>

namespace uicc::emulator {

std::optional<unsigned> LogicalChannels::first_closed(unsigned limit) const
{
    for (unsigned number = 0; number < std::min(limit, maximum); ++number) {
        if (!channels_[number]) {
            return number;
        }
    }
    return std::nullopt;
}

bool LogicalChannels::has_active(filesystem::FileIndex application) const
{
    return std::ranges::any_of(channels_, [&](const auto& channel) {
        return channel && channel->application == application;
    });
}

bool LogicalChannels::has_any_application() const
{
    return std::ranges::any_of(channels_,
                               [](const auto& channel) { return channel && channel->application; });
}

} // namespace uicc::emulator
