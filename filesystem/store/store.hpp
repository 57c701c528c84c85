#pragma once

#include "codec/result.hpp"
#include "codec/secure_bytes.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// Why a store cannot do what it was asked; `what` is a sentence for the user.
struct StoreError {
    enum class Kind {
        Unavailable,
        InUse, ///< by another process
        Damaged,
        NewerSchema,
        Full,
        Exists, ///< what should be made is there already
        NoSuch, ///< what is asked for is not there
    };

    Kind kind = Kind::Unavailable;
    std::string what{};
};

/// What one card changed under one key ("file/3F00/2F05", "pin/01"); no value: back to the profile.
struct StoreEntry {
    std::string key{};
    std::optional<SecureBytes> value{};
    std::size_t record = 0; ///< of a changed file: the first record that differs, from 1; else 0
};

/// Of store entries.
using ValueKeys = std::set<std::string, std::less<>>;

/// Names one card across restarts: who it is, and the hash of the profile that its changes build
/// on.
struct CardKey {
    std::string card{};
    std::string profile_hash{};
};

/// The store as a card sees it. An apply that returns success survives the end of the process.
class CardStore {
public:
    CardStore() = default;
    CardStore(const CardStore&) = delete;
    CardStore& operator=(const CardStore&) = delete;
    CardStore(CardStore&&) = delete;
    CardStore& operator=(CardStore&&) = delete;
    virtual ~CardStore() = default;

    /// Everything kept for a card; empty for one never seen.
    [[nodiscard]] virtual Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) = 0;

    /// Takes all changes or none.
    [[nodiscard]] virtual Result<void, StoreError> apply(const CardKey& card,
                                                         std::span<const StoreEntry> changes) = 0;
};

[[nodiscard]] tl::unexpected<StoreError> no_such_snapshot(const CardKey& card,
                                                          const std::string& name);
[[nodiscard]] tl::unexpected<StoreError> snapshot_exists(const CardKey& card,
                                                         const std::string& name);
[[nodiscard]] tl::unexpected<StoreError> something_kept(const CardKey& card);

/// A state of one card that was put aside under a name.
struct Snapshot {
    std::string name{};
    std::int64_t made_at = 0; ///< seconds since the epoch
    std::size_t entries = 0;
    std::size_t octets = 0; ///< of the values together
};

/// A card that began as a copy of another one.
struct Fork {
    CardKey card{};
    std::string origin{}; ///< the name of the card at the beginning of the line, itself no fork
};

/// Keeps what cards change, and lets their owner look after it. Every operation is one transaction
/// and costs what the card has changed, not what it holds.
class Store : public CardStore {
public:
    /// Every card for which something is kept or put aside, and every fork.
    [[nodiscard]] virtual Result<std::vector<CardKey>, StoreError> cards() = 0;

    /// Hashes of the profiles under which something is kept for a card.
    [[nodiscard]] virtual Result<std::vector<std::string>, StoreError> known_profiles(
        const std::string& card) = 0;

    /// What is kept becomes exactly this.
    [[nodiscard]] virtual Result<void, StoreError> replace(const CardKey& card,
                                                           std::span<const StoreEntry> entries) = 0;

    /// Back to the profile. Snapshots stay.
    [[nodiscard]] Result<void, StoreError> forget(const CardKey& card) { return replace(card, {}); }

    /// Gives what is kept under one key to another, snapshots included, but forgets some values.
    /// Exists: the other one has something already.
    [[nodiscard]] virtual Result<void, StoreError> rename(const CardKey& from,
                                                          const CardKey& to,
                                                          const ValueKeys& without) = 0;

    /// Copies what is kept, without snapshots, and remembers whence. Exists: as above.
    [[nodiscard]] virtual Result<void, StoreError> fork(const CardKey& from, const CardKey& to) = 0;

    [[nodiscard]] virtual Result<std::vector<Fork>, StoreError> forks() = 0;

    /// Forgets the card itself: what is kept, what is put aside, and that it is a fork.
    [[nodiscard]] virtual Result<void, StoreError> remove(const CardKey& card) = 0;

    /// Puts the state aside under a name. Exists: the name is taken.
    [[nodiscard]] virtual Result<void, StoreError> snapshot(const CardKey& card,
                                                            const std::string& name,
                                                            std::int64_t made_at) = 0;

    /// In the order in which they were made.
    [[nodiscard]] virtual Result<std::vector<Snapshot>, StoreError> snapshots(
        const CardKey& card) = 0;

    /// What was put aside. NoSuch: there is no snapshot of this name.
    [[nodiscard]] virtual Result<std::vector<StoreEntry>, StoreError> load_snapshot(
        const CardKey& card, const std::string& name) = 0;

    /// What is kept becomes what was put aside. NoSuch as above.
    [[nodiscard]] virtual Result<void, StoreError> rollback(const CardKey& card,
                                                            const std::string& name) = 0;

    /// NoSuch as above.
    [[nodiscard]] virtual Result<void, StoreError> remove_snapshot(const CardKey& card,
                                                                   const std::string& name) = 0;

    /// What is changed from here to end_group() is one transaction; reads see it at once. A change
    /// that fails leaves the others alone, unless the whole group is lost by it: then those that
    /// follow fail too, and end_group(). Groups do not nest.
    [[nodiscard]] virtual Result<void, StoreError> begin_group() { return {}; }

    /// On failure nothing of the group is kept, and its cards have to be loaded anew.
    [[nodiscard]] virtual Result<void, StoreError> end_group() { return {}; }
};

} // namespace uicc::filesystem
