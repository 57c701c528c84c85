#include "daemon/farm/kept_state.hpp"

#include "daemon/card_file.hpp"
#include "daemon/farm/card_state.hpp"
#include "filesystem/image/named_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>

namespace uicc::daemon {
namespace {

using filesystem::CardKey;
using filesystem::Fork;
using filesystem::Store;
using filesystem::StoreEntry;
using Hashes = std::vector<std::string>;
using Known = std::map<std::string, Hashes, std::less<>>;

constexpr std::size_t most_named = 10; // cards, and kept values of a card, in one message

/// A store error as a sentence.
template <class Value>
Result<Value, std::string> said(Result<Value, filesystem::StoreError> result)
{
    return std::move(result).map_error([](auto error) { return std::move(error.what); });
}

Result<Known, std::string> known_cards(Store& store)
{
    const auto keys = TRY(said(store.cards()));
    Known known;
    for (const CardKey& key : keys) {
        known[key.card].push_back(key.profile_hash);
    }
    return known;
}

std::string counted(std::size_t changes)
{
    return fmt::format("{} {}", changes, changes == 1 ? "change is" : "changes are");
}

/// Files that the edited profile still has by their names, anything else as the store has it.
std::string name_of(const StoreEntry& entry, const filesystem::Image& files)
{
    const auto file = file_of(files, entry.key);
    return file ? named_path(files, *file) : entry.key;
}

std::string names_of(std::span<const StoreEntry> entries, const filesystem::Image& files)
{
    std::string names;
    for (std::size_t i = 0; i < std::min(entries.size(), most_named); ++i) {
        names += (i == 0 ? "" : ", ") + name_of(entries[i], files);
    }
    return entries.size() > most_named
               ? fmt::format("{} and {} more", names, entries.size() - most_named)
               : names;
}

Result<std::string, std::string> refusal(Store& store,
                                         CardSource& source,
                                         const std::string& old_hash)
{
    const DescriptionPtr card = TRY(source.describe());
    const auto kept = TRY(said(store.load({source.name, old_hash})));
    return fmt::format("\n  {} ({}): {} kept: {}", source.name, source.profile.string(),
                       counted(kept.size()), names_of(kept, *card->files));
}

/// The latest profile under which the card has changed; snapshots alone are no change.
Result<std::optional<std::string>, std::string> changed_under(Store& store,
                                                              const CardSource& source,
                                                              const Hashes& hashes)
{
    for (const std::string& hash : std::views::reverse(hashes)) {
        const auto kept = TRY(said(store.load({source.name, hash})));
        if (!kept.empty()) {
            return hash;
        }
    }
    return std::nullopt;
}

Result<void, std::string> forget(Store& store, const CardSource& source, const Hashes& hashes)
{
    for (const std::string& hash : hashes) {
        TRY(said(store.forget({source.name, hash})));
    }
    return {};
}

using States = std::vector<std::vector<StoreEntry>>;

/// What is kept for a card, and what is put aside.
Result<States, std::string> all_states(Store& store, const CardKey& key)
{
    States states;
    states.push_back(TRY(said(store.load(key))));
    const auto snapshots = TRY(said(store.snapshots(key)));
    for (const filesystem::Snapshot& snapshot : snapshots) {
        states.push_back(TRY(said(store.load_snapshot(key, snapshot.name))));
    }
    return states;
}

/// Values that have no place in the card in some state. What goes with one state goes with all, and
/// may take others along: the files of a directory.
filesystem::ValueKeys unfit_in(const emulator::CardDescription& card, States states)
{
    filesystem::ValueKeys unfit;
    for (bool grows = true; grows;) {
        grows = false;
        for (auto& entries : states) {
            std::erase_if(entries, [&](const auto& entry) { return unfit.contains(entry.key); });
            filesystem::ValueKeys more = unfit_entries(card, entries);
            grows |= !more.empty();
            unfit.merge(more);
        }
    }
    return unfit;
}

/// One transaction for each card, so that a daemon that is killed meanwhile can be started again.
Result<void, std::string> adopt(Store& store,
                                CardSource& source,
                                const std::string& old_hash,
                                spdlog::logger& log)
{
    const DescriptionPtr card = TRY(source.describe());
    const CardKey old_key{source.name, old_hash};
    const CardKey key{source.name, source.profile_hash};
    const auto unfit = unfit_in(*card, TRY(all_states(store, old_key)));
    TRY(said(store.rename(old_key, key, unfit)));
    for (const std::string& value : unfit) {
        log.warn("{}: the profile has no {} of this size any more; its kept content is dropped",
                 source.name, value);
    }
    const auto kept = TRY(said(store.load(key)));
    log.info("{}: {} taken over into the edited profile", source.name, counted(kept.size()));
    return {};
}

bool is_among(std::span<const CardSource> sources, const std::string& name)
{
    return std::ranges::find(sources, name, &CardSource::name) != sources.end();
}

} // namespace

Result<void, std::string> bring_back_forks(Store& store,
                                           std::vector<CardSource>& sources,
                                           KeptState wanted)
{
    const auto forks = TRY(said(store.forks()));
    for (const Fork& fork : forks) {
        const auto origin = std::ranges::find(sources, fork.origin, &CardSource::name);
        if (origin == sources.end()) {
            continue;
        }
        if (wanted == KeptState::Reset) {
            TRY(said(store.remove(fork.card)));
        } else if (!is_among(sources, fork.card.card)) {
            CardSource card = *origin;
            card.name = fork.card.card;
            sources.push_back(std::move(card));
        }
    }
    return {};
}

Result<void, std::string> settle_kept_states(Store& store,
                                             std::span<CardSource> sources,
                                             KeptState wanted,
                                             spdlog::logger& log)
{
    const Known known = TRY(known_cards(store));
    std::string refused;
    std::size_t count = 0;
    for (CardSource& source : sources) {
        const auto kept = known.find(source.name);
        if (kept == known.end()) {
            continue;
        }
        const Hashes& hashes = kept->second;
        const bool same = std::ranges::find(hashes, source.profile_hash) != hashes.end();
        if (wanted == KeptState::Reset) {
            TRY(forget(store, source, hashes));
            continue;
        }
        if (same) {
            continue;
        }
        const auto changed = TRY(changed_under(store, source, hashes));
        if (wanted == KeptState::Adopt) {
            TRY(adopt(store, source, changed.value_or(hashes.back()), log));
        } else if (changed && ++count <= most_named) {
            refused += TRY(refusal(store, source, *changed));
        }
    }
    if (count > 0) {
        return tl::unexpected{fmt::format(
            "{} changed under an earlier text of {} profile; --adopt-profile takes over what fits, "
            "--reset-state forgets it{}{}",
            count == 1 ? "a card has" : fmt::format("{} cards have", count),
            count == 1 ? "its" : "their", refused, count > most_named ? "\n  ..." : "")};
    }
    return {};
}

} // namespace uicc::daemon
