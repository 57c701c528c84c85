#include "filesystem/store/memory_store.hpp"

#include <algorithm>

namespace uicc::filesystem {
namespace {

template <class Cells>
std::vector<StoreEntry> entries_of(const Cells& cells)
{
    std::vector<StoreEntry> entries;
    for (const auto& [key, value] : cells) {
        entries.push_back({key, value});
    }
    return entries;
}

} // namespace

MemoryStore::Kept& MemoryStore::kept(const CardKey& card)
{
    return cards_[{card.card, card.profile_hash}];
}

Result<MemoryStore::PutAside*, StoreError> MemoryStore::find(const CardKey& card,
                                                             const std::string& name)
{
    auto& all = kept(card).snapshots;
    const auto found = std::ranges::find(all, name, &PutAside::name);
    if (found == all.end()) {
        return no_such_snapshot(card, name);
    }
    return &*found;
}

void MemoryStore::change(Cells& cells, std::span<const StoreEntry> changes)
{
    for (const StoreEntry& change : changes) {
        if (change.value) {
            cells.insert_or_assign(change.key, *change.value);
        } else {
            cells.erase(change.key);
        }
    }
}

Result<std::vector<StoreEntry>, StoreError> MemoryStore::load(const CardKey& card)
{
    return entries_of(kept(card).cells);
}

Result<void, StoreError> MemoryStore::apply(const CardKey& card,
                                            std::span<const StoreEntry> changes)
{
    change(kept(card).cells, changes);
    return {};
}

Result<std::vector<CardKey>, StoreError> MemoryStore::cards()
{
    std::vector<CardKey> keys;
    for (const auto& [key, card] : cards_) {
        if (!card.is_empty()) {
            keys.push_back({key.first, key.second});
        }
    }
    return keys;
}

Result<std::vector<std::string>, StoreError> MemoryStore::known_profiles(const std::string& card)
{
    std::vector<std::string> hashes;
    for (auto it = cards_.lower_bound({card, ""}); it != cards_.end() && it->first.first == card;
         ++it) {
        if (!it->second.is_empty()) {
            hashes.push_back(it->first.second);
        }
    }
    return hashes;
}

Result<void, StoreError> MemoryStore::replace(const CardKey& card,
                                              std::span<const StoreEntry> entries)
{
    Cells& cells = kept(card).cells;
    cells.clear();
    change(cells, entries);
    return {};
}

Result<void, StoreError> MemoryStore::rename(const CardKey& from,
                                             const CardKey& to,
                                             const ValueKeys& without)
{
    if (!kept(to).is_empty()) {
        return something_kept(to);
    }
    Kept moved = std::exchange(kept(from), {});
    for (const std::string& key : without) {
        moved.cells.erase(key);
        for (PutAside& snapshot : moved.snapshots) {
            snapshot.cells.erase(key);
        }
    }
    kept(to) = std::move(moved);
    return {};
}

Result<void, StoreError> MemoryStore::fork(const CardKey& from, const CardKey& to)
{
    if (!kept(to).is_empty()) {
        return something_kept(to);
    }
    const Kept& source = kept(from);
    kept(to) = {.cells = source.cells, .origin = source.origin.empty() ? from.card : source.origin};
    return {};
}

Result<std::vector<Fork>, StoreError> MemoryStore::forks()
{
    std::vector<Fork> all;
    for (const auto& [key, card] : cards_) {
        if (!card.origin.empty()) {
            all.push_back({{key.first, key.second}, card.origin});
        }
    }
    return all;
}

Result<void, StoreError> MemoryStore::remove(const CardKey& card)
{
    cards_.erase({card.card, card.profile_hash});
    return {};
}

Result<void, StoreError> MemoryStore::snapshot(const CardKey& card,
                                               const std::string& name,
                                               std::int64_t made_at)
{
    if (find(card, name)) {
        return snapshot_exists(card, name);
    }
    Kept& now = kept(card);
    now.snapshots.push_back({name, made_at, now.cells});
    return {};
}

Result<std::vector<Snapshot>, StoreError> MemoryStore::snapshots(const CardKey& card)
{
    std::vector<Snapshot> list;
    for (const PutAside& one : kept(card).snapshots) {
        Snapshot& snapshot =
            list.emplace_back(Snapshot{one.name, one.made_at, one.cells.size(), 0});
        for (const auto& [key, value] : one.cells) {
            snapshot.octets += value.size();
        }
    }
    return list;
}

Result<std::vector<StoreEntry>, StoreError> MemoryStore::load_snapshot(const CardKey& card,
                                                                       const std::string& name)
{
    const PutAside* snapshot = TRY(find(card, name));
    return entries_of(snapshot->cells);
}

Result<void, StoreError> MemoryStore::rollback(const CardKey& card, const std::string& name)
{
    const PutAside* snapshot = TRY(find(card, name));
    kept(card).cells = snapshot->cells;
    return {};
}

Result<void, StoreError> MemoryStore::remove_snapshot(const CardKey& card, const std::string& name)
{
    TRY(find(card, name));
    std::erase_if(kept(card).snapshots, [&](const PutAside& one) { return one.name == name; });
    return {};
}

} // namespace uicc::filesystem
