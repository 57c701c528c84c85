#pragma once

#include "filesystem/store/store.hpp"

#include <mutex>

namespace uicc::filesystem {

/// A store that several threads use, one at a time.
class SynchronizedStore final : public Store {
public:
    /// The store outlives this one.
    explicit SynchronizedStore(Store& store) : store_{store} {}

    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override
    {
        return locked()->load(card);
    }
    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override
    {
        return locked()->apply(card, changes);
    }
    Result<std::vector<CardKey>, StoreError> cards() override { return locked()->cards(); }
    Result<std::vector<std::string>, StoreError> known_profiles(const std::string& card) override
    {
        return locked()->known_profiles(card);
    }
    Result<void, StoreError> replace(const CardKey& card,
                                     std::span<const StoreEntry> entries) override
    {
        return locked()->replace(card, entries);
    }
    Result<void, StoreError> rename(const CardKey& from, const CardKey& to) override
    {
        return locked()->rename(from, to);
    }
    Result<void, StoreError> copy(const CardKey& from, const CardKey& to) override
    {
        return locked()->copy(from, to);
    }
    Result<void, StoreError> snapshot(const CardKey& card,
                                      const std::string& name,
                                      std::int64_t made_at) override
    {
        return locked()->snapshot(card, name, made_at);
    }
    Result<std::vector<Snapshot>, StoreError> snapshots(const CardKey& card) override
    {
        return locked()->snapshots(card);
    }
    Result<std::vector<StoreEntry>, StoreError> load_snapshot(const CardKey& card,
                                                              const std::string& name) override
    {
        return locked()->load_snapshot(card, name);
    }
    Result<void, StoreError> rollback(const CardKey& card, const std::string& name) override
    {
        return locked()->rollback(card, name);
    }
    Result<void, StoreError> remove_snapshot(const CardKey& card, const std::string& name) override
    {
        return locked()->remove_snapshot(card, name);
    }

private:
    /// The store and the right to use it, until the end of the expression.
    class Locked {
    public:
        Locked(Store& store, std::mutex& mutex) : store_{store}, lock_{mutex} {}
        Store* operator->() const { return &store_; }

    private:
        Store& store_;
        std::lock_guard<std::mutex> lock_;
    };

    [[nodiscard]] Locked locked() { return Locked{store_, mutex_}; }

    Store& store_;
    std::mutex mutex_;
};

} // namespace uicc::filesystem
