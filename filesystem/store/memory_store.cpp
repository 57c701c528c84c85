#include "filesystem/store/memory_store.hpp"

namespace uicc::filesystem {

Result<std::vector<StoreEntry>, StoreError> MemoryStore::load(const CardKey& card)
{
    std::vector<StoreEntry> entries;
    for (const auto& [key, value] : cards_[{card.card, card.profile_hash}]) {
        entries.push_back({key, value});
    }
    return entries;
}

Result<std::vector<std::string>, StoreError> MemoryStore::known_profiles(const std::string& card)
{
    std::vector<std::string> hashes;
    for (const auto& [key, cells] : cards_) {
        if (key.first == card && !cells.empty()) {
            hashes.push_back(key.second);
        }
    }
    return hashes;
}

Result<void, StoreError> MemoryStore::apply(const CardKey& card,
                                            std::span<const StoreEntry> changes)
{
    Cells& cells = cards_[{card.card, card.profile_hash}];
    for (const StoreEntry& change : changes) {
        if (change.value) {
            cells.insert_or_assign(change.key, *change.value);
        } else {
            cells.erase(change.key);
        }
    }
    return {};
}

} // namespace uicc::filesystem
