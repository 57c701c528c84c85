#include "daemon/farm/metered_store.hpp"

#include <algorithm>

namespace uicc::daemon {

using Clock = std::chrono::steady_clock;

StoreMeter& StoreMeter::operator+=(const StoreMeter& other)
{
    commits += other.commits;
    total += other.total;
    longest = std::max(longest, other.longest);
    return *this;
}

Result<void, filesystem::StoreError> MeteredStore::apply(
    const filesystem::CardKey& card, std::span<const filesystem::StoreEntry> changes)
{
    const auto begin = Clock::now();
    auto outcome = store_.apply(card, changes);
    const std::chrono::nanoseconds took = Clock::now() - begin;
    meter_ += StoreMeter{1, took, took};
    if (outcome) {
        applied_(changes);
    }
    return outcome;
}

} // namespace uicc::daemon
