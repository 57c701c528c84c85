#pragma once

#include "codec/result.hpp"
#include "codec/secure_bytes.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// Why a store cannot do what it was asked; `what` is a sentence for the user.
struct StoreError {
    enum class Kind { Unavailable, Damaged, NewerSchema, Full };

    Kind kind = Kind::Unavailable;
    std::string what{};
};

/// What one card changed under one key ("file/3F00/2F05", "pin/01"); no value: back to the profile.
struct StoreEntry {
    std::string key{};
    std::optional<SecureBytes> value{};
};

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

/// Keeps what cards change, and lets their owner look after it.
class Store : public CardStore {
public:
    /// Hashes of the profiles under which something is kept for a card.
    [[nodiscard]] virtual Result<std::vector<std::string>, StoreError> known_profiles(
        const std::string& card) = 0;
};

} // namespace uicc::filesystem
