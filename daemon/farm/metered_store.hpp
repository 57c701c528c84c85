#pragma once

#include "filesystem/store/store.hpp"

#include <chrono>
#include <cstdint>

namespace uicc::daemon {

/// What the changes of one card cost.
struct StoreMeter {
    std::uint64_t commits = 0;
    std::chrono::nanoseconds total{};
    std::chrono::nanoseconds longest{};

    StoreMeter& operator+=(const StoreMeter& other);
};

/// The store as one card sees it, with a watch.
class MeteredStore final : public filesystem::CardStore {
public:
    explicit MeteredStore(filesystem::CardStore& store) : store_{store} {}

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
    StoreMeter meter_{};
};

} // namespace uicc::daemon
