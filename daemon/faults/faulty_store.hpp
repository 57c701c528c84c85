#pragma once

#include "daemon/faults/fault_injector.hpp"
#include "filesystem/store/store.hpp"

namespace uicc::daemon::faults {

/// The store of one card, which fails when a fault wants it to.
class FaultyStore final : public filesystem::CardStore {
public:
    /// Both outlive it.
    FaultyStore(filesystem::CardStore& store, FaultInjector& injector)
        : store_{store}, injector_{injector}
    {}

    Result<std::vector<filesystem::StoreEntry>, filesystem::StoreError> load(
        const filesystem::CardKey& card) override
    {
        return store_.load(card);
    }

    Result<void, filesystem::StoreError> apply(
        const filesystem::CardKey& card, std::span<const filesystem::StoreEntry> changes) override
    {
        if (injector_.fails_write()) {
            return tl::unexpected{filesystem::StoreError{filesystem::StoreError::Kind::Unavailable,
                                                         "a fault keeps the card from writing"}};
        }
        return store_.apply(card, changes);
    }

private:
    filesystem::CardStore& store_;
    FaultInjector& injector_;
};

} // namespace uicc::daemon::faults
