#pragma once

#include "filesystem/store/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

namespace uicc::daemon {

/// What the changes of one card cost.
struct StoreMeter {
    std::uint64_t commits = 0;
    std::chrono::nanoseconds total{};
    std::chrono::nanoseconds longest{};

    StoreMeter& operator+=(const StoreMeter& other);
};

/// The store as one card sees it, with a watch, and with somebody who hears what was changed.
class MeteredStore final : public filesystem::CardStore {
public:
    using Applied = std::function<void(std::span<const filesystem::StoreEntry> changes)>;

    MeteredStore(filesystem::CardStore& store, Applied applied)
        : store_{store}, applied_{std::move(applied)}
    {}

    Result<std::vector<filesystem::StoreEntry>, filesystem::StoreError> load(
        const filesystem::CardKey& card) override
    {
        return store_.load(card);
    }

    Result<void, filesystem::StoreError> apply(
        const filesystem::CardKey& card, std::span<const filesystem::StoreEntry> changes) override;

    [[nodiscard]] const StoreMeter& meter() const noexcept { return meter_; }

private:
    filesystem::CardStore& store_;
    Applied applied_;
    StoreMeter meter_{};
};

} // namespace uicc::daemon
