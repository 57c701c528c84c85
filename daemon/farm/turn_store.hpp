#pragma once

#include "filesystem/store/store.hpp"
#include "vpcd-bridge/ready_loop.hpp"

namespace uicc::daemon {

/// The store as the cards of one loop see it: what they change in one turn of the loop is one
/// transaction, and one sync where the store syncs. It begins with the first change, for until it
/// has ended the other loops cannot change anything.
class TurnStore final : public filesystem::CardStore, public vpcd_bridge::ChangeGroup {
public:
    /// The store outlives this one.
    explicit TurnStore(filesystem::Store& store) : store_{store} {}

    Result<std::vector<filesystem::StoreEntry>, filesystem::StoreError> load(
        const filesystem::CardKey& card) override
    {
        return store_.load(card);
    }

    Result<void, filesystem::StoreError> apply(
        const filesystem::CardKey& card, std::span<const filesystem::StoreEntry> changes) override;

    void begin() override { is_in_turn_ = true; }
    Result<void, std::string> end() override;

private:
    filesystem::Store& store_;
    bool is_in_turn_ = false;
    bool has_begun_ = false;
};

} // namespace uicc::daemon
