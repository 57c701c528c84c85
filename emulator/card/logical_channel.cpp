#include "emulator/card/logical_channel.hpp"

#include <algorithm>

namespace uicc::emulator {

bool follow_files(LogicalChannel& channel, const filesystem::Image& files)
{
    if (channel.ef && !files.exists(*channel.ef)) {
        channel.ef.reset();
        channel.record = 0;
        channel.transfer.reset();
    }
    if (channel.ef && channel.record > files.header(*channel.ef).record_count()) {
        channel.record = 0;
    }
    while (!files.exists(channel.directory)) {
        channel.directory = files.header(channel.directory).parent;
    }
    if (channel.application && !files.exists(*channel.application)) {
        channel.application.reset();
        return true;
    }
    return false;
}

std::optional<unsigned> LogicalChannels::first_closed(unsigned limit) const
{
    for (unsigned number = 0; number < std::min(limit, maximum); ++number) {
        if (!channels_[number]) {
            return number;
        }
    }
    return std::nullopt;
}

std::optional<unsigned> LogicalChannels::first_on(filesystem::FileIndex file,
                                                  std::optional<unsigned> besides) const
{
    for (unsigned number = 0; number < maximum; ++number) {
        const auto& channel = channels_[number];
        if (channel && number != besides && (channel->directory == file || channel->ef == file)) {
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
