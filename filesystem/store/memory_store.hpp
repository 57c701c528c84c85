#pragma once

#include "filesystem/store/store.hpp"

#include <map>
#include <utility>

namespace uicc::filesystem {

/// Forgets everything when it is destroyed: `--durability none`, and tests that restart a card.
class MemoryStore : public Store {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override;
    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override;

    Result<std::vector<CardKey>, StoreError> cards() override;
    Result<std::vector<std::string>, StoreError> known_profiles(const std::string& card) override;
    Result<void, StoreError> replace(const CardKey& card,
                                     std::span<const StoreEntry> entries) override;
    Result<void, StoreError> rename(const CardKey& from,
                                    const CardKey& to,
                                    const ValueKeys& without) override;
    Result<void, StoreError> fork(const CardKey& from, const CardKey& to) override;
    Result<std::vector<Fork>, StoreError> forks() override;
    Result<void, StoreError> remove(const CardKey& card) override;

    Result<void, StoreError> snapshot(const CardKey& card,
                                      const std::string& name,
                                      std::int64_t made_at) override;
    Result<std::vector<Snapshot>, StoreError> snapshots(const CardKey& card) override;
    Result<std::vector<StoreEntry>, StoreError> load_snapshot(const CardKey& card,
                                                              const std::string& name) override;
    Result<void, StoreError> rollback(const CardKey& card, const std::string& name) override;
    Result<void, StoreError> remove_snapshot(const CardKey& card, const std::string& name) override;

private:
    using Cells = std::map<std::string, SecureBytes, std::less<>>;

    struct PutAside {
        std::string name{};
        std::int64_t made_at = 0;
        Cells cells{};
    };

    struct Kept {
        Cells cells{};
        std::vector<PutAside> snapshots{};
        std::string origin{}; // of a fork

        [[nodiscard]] bool is_empty() const
        {
            return cells.empty() && snapshots.empty() && origin.empty();
        }
    };

    using Cards = std::map<std::pair<std::string, std::string>, Kept>;

    [[nodiscard]] Kept& kept(const CardKey& card);
    [[nodiscard]] Result<PutAside*, StoreError> find(const CardKey& card, const std::string& name);
    static void change(Cells& cells, std::span<const StoreEntry> changes);

    Cards cards_;
};

} // namespace uicc::filesystem
