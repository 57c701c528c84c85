#pragma once

#include "filesystem/store/store.hpp"

#include <mutex>

namespace uicc::filesystem {

/// A store that several threads use, one at a time; a group belongs to the thread that began it,
/// and the others wait until it has ended.
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
    Result<void, StoreError> rename(const CardKey& from,
                                    const CardKey& to,
                                    const ValueKeys& without) override
    {
        return locked()->rename(from, to, without);
    }
    Result<void, StoreError> fork(const CardKey& from, const CardKey& to) override
    {
        return locked()->fork(from, to);
    }
    Result<std::vector<Fork>, StoreError> forks() override { return locked()->forks(); }
    Result<void, StoreError> remove(const CardKey& card) override { return locked()->remove(card); }
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

    Result<void, StoreError> begin_group() override
    {
        std::unique_lock lock{mutex_};
        TRY(store_.begin_group());
        group_ = std::move(lock);
        return {};
    }
    Result<void, StoreError> end_group() override
    {
        const auto lock = std::move(group_);
        return store_.end_group();
    }

private:
    /// The store and the right to use it, until the end of the expression.
    class Locked {
    public:
        Locked(Store& store, std::recursive_mutex& mutex) : store_{store}, lock_{mutex} {}
        Store* operator->() const { return &store_; }

    private:
        Store& store_;
        std::lock_guard<std::recursive_mutex> lock_;
    };

    [[nodiscard]] Locked locked() { return Locked{store_, mutex_}; }

    Store& store_;
    std::recursive_mutex mutex_;
    std::unique_lock<std::recursive_mutex> group_; // of the thread that began one
};

} // namespace uicc::filesystem
