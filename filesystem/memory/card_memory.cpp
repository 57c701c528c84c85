#include "filesystem/memory/card_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <set>

namespace uicc::filesystem {
namespace {

constexpr std::string_view file_prefix = "file/";
constexpr std::string_view life_cycle_prefix = "life-cycle/";

template <class Cells>
bool has_any_below(const Cells& cells, std::string_view prefix)
{
    const auto first = cells.lower_bound(prefix);
    return first != cells.end() && first->first.starts_with(prefix);
}

} // namespace

CardMemory::CardMemory(std::shared_ptr<const Image> image, CardStore& store, CardKey card)
    : profile_{std::move(image)}, effective_{profile_}, store_{&store}, card_{std::move(card)}
{}

Result<CardMemory, StoreError> CardMemory::open(std::shared_ptr<const Image> image,
                                                CardStore& store,
                                                CardKey card)
{
    CardMemory memory{std::move(image), store, std::move(card)};
    std::vector<StoreEntry> entries = TRY(store.load(memory.card_));
    TRY(memory.restore_files(entries));
    for (StoreEntry& entry : entries) {
        TRY(memory.restore(std::move(entry)));
    }
    return memory;
}

/// The files first: bodies find their places among them.
Result<void, StoreError> CardMemory::restore_files(std::span<const StoreEntry> entries)
{
    ChangedImage changed = changed_image(profile_, entries);
    if (!changed.unfit.empty()) {
        return tl::unexpected{
            StoreError{StoreError::Kind::Damaged,
                       fmt::format("stored {} fits no place", *changed.unfit.begin())}};
    }
    effective_ = std::move(changed.image);
    return {};
}

/// The store is keyed by the hash of the profile, so a kept file always finds its place.
Result<void, StoreError> CardMemory::restore(StoreEntry entry)
{
    if (!entry.value) {
        return {};
    }
    if (!entry.key.starts_with(file_prefix)) {
        cells_.insert_or_assign(std::move(entry.key), *std::move(entry.value));
        return {};
    }
    const std::string_view path = std::string_view{entry.key}.substr(file_prefix.size());
    for (std::uint32_t i = 0; i < image().file_count(); ++i) {
        const FileIndex file{i};
        if (!image().exists(file) || image().path(file) != path) {
            continue;
        }
        if (entry.value->size() != header(file).size) {
            break;
        }
        overlay_.insert_or_assign(file, *std::move(entry.value));
        return {};
    }
    return tl::unexpected{StoreError{StoreError::Kind::Damaged,
                                     fmt::format("stored content of {} fits no file", path)}};
}

ByteView CardMemory::body(FileIndex file) const
{
    file = image().body_owner(file);
    if (!staged_bodies_.empty()) {
        if (const auto staged = staged_bodies_.find(file); staged != staged_bodies_.end()) {
            return staged->second;
        }
    }
    return lasting_body(file);
}

/// Without what is staged.
ByteView CardMemory::lasting_body(FileIndex file) const
{
    if (!overlay_.empty()) {
        if (const auto changed = overlay_.find(file); changed != overlay_.end()) {
            return changed->second;
        }
    }
    return image().body(file);
}

ByteView CardMemory::record(FileIndex file, std::size_t number) const
{
    const std::size_t length = header(file).record_length;
    assert(number >= 1 && number <= header(file).record_count());
    return body(file).subspan((number - 1) * length, length);
}

SecureBytes& CardMemory::staged_body(FileIndex file)
{
    file = image().body_owner(file);
    const auto staged = staged_bodies_.find(file);
    if (staged != staged_bodies_.end()) {
        return staged->second;
    }
    return staged_bodies_.emplace(file, secure_copy(body(file))).first->second;
}

void CardMemory::write(FileIndex file, std::size_t offset, ByteView octets)
{
    SecureBytes& body = staged_body(file);
    assert(offset + octets.size() <= body.size());
    std::ranges::copy(octets, body.begin() + static_cast<std::ptrdiff_t>(offset));
}

void CardMemory::push_record(FileIndex file, ByteView octets)
{
    SecureBytes& body = staged_body(file);
    assert(octets.size() == header(file).record_length && octets.size() <= body.size());
    std::shift_right(body.begin(), body.end(), static_cast<std::ptrdiff_t>(octets.size()));
    std::ranges::copy(octets, body.begin());
}

LifeCycle CardMemory::life_cycle(FileIndex file) const
{
    const bool is_any_set =
        has_any_below(cells_, life_cycle_prefix) || has_any_below(staged_cells_, life_cycle_prefix);
    if (is_any_set) {
        const auto kept = cell(fmt::format("{}{}", life_cycle_prefix, image().path(file)));
        if (kept && kept->size() == 1) {
            return LifeCycle{kept->front()};
        }
    }
    return header(file).life_cycle;
}

void CardMemory::set_life_cycle(FileIndex file, LifeCycle state)
{
    const std::string key = fmt::format("{}{}", life_cycle_prefix, image().path(file));
    if (state == header(file).life_cycle) {
        clear_cell(key);
    } else {
        set_cell(key, {static_cast<Byte>(state)});
    }
}

std::optional<ByteView> CardMemory::cell(std::string_view key) const
{
    for (const Cells* cells : {&staged_cells_, &cells_}) {
        if (const auto found = cells->find(key); found != cells->end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

std::vector<std::string> CardMemory::cells_below(std::string_view prefix) const
{
    std::set<std::string> names;
    for (const Cells* cells : {&cells_, &staged_cells_}) {
        for (auto cell = cells->lower_bound(prefix);
             cell != cells->end() && cell->first.starts_with(prefix); ++cell) {
            if (cell->second) {
                names.insert(cell->first);
            } else {
                names.erase(cell->first);
            }
        }
    }
    return {names.begin(), names.end()};
}

void CardMemory::set_cell(std::string_view key, SecureBytes value)
{
    staged_cells_.insert_or_assign(std::string{key}, std::move(value));
}

void CardMemory::clear_cell(std::string_view key)
{
    staged_cells_.insert_or_assign(std::string{key}, std::nullopt);
}

bool CardMemory::is_as_in_image(FileIndex file, const SecureBytes& body) const
{
    return std::ranges::equal(body, image().body(file));
}

/// Of a file with records the first that is not as it was; 0 without one.
std::size_t CardMemory::changed_record(FileIndex file, ByteView staged) const
{
    if (!header(file).has_records()) {
        return 0;
    }
    const ByteView before = lasting_body(file);
    const auto first = std::ranges::mismatch(before, staged).in1;
    const auto offset = static_cast<std::size_t>(first - before.begin());
    return first == before.end() ? 0 : offset / header(file).record_length + 1;
}

std::vector<StoreEntry> CardMemory::staged_changes() const
{
    std::vector<StoreEntry> changes;
    for (const auto& [file, body] : staged_bodies_) {
        StoreEntry& change =
            changes.emplace_back(fmt::format("{}{}", file_prefix, image().path(file)));
        change.record = changed_record(file, body);
        if (!is_as_in_image(file, body)) {
            change.value = body;
        }
    }
    for (const FileIndex file : dropped_bodies_) {
        changes.emplace_back(fmt::format("{}{}", file_prefix, image().path(file)));
    }
    for (const auto& [key, value] : staged_cells_) {
        changes.push_back({key, value});
    }
    return changes;
}

void CardMemory::accept_staged()
{
    for (const FileIndex file : dropped_bodies_) {
        overlay_.erase(file);
    }
    for (auto& [file, body] : staged_bodies_) {
        if (is_as_in_image(file, body)) {
            overlay_.erase(file);
        } else {
            overlay_.insert_or_assign(file, std::move(body));
        }
    }
    if (staged_image_) {
        effective_ = std::move(staged_image_);
    }
    for (auto& [key, value] : staged_cells_) {
        if (value) {
            cells_.insert_or_assign(key, std::move(value));
        } else {
            cells_.erase(key);
        }
    }
}

Result<void, StoreError> CardMemory::commit()
{
    if (!has_staged_changes()) {
        return {};
    }
    if (auto kept = store_->apply(card_, staged_changes()); !kept) {
        rollback();
        return kept;
    }
    accept_staged();
    ++commits_;
    rollback();
    return {};
}

void CardMemory::rollback()
{
    staged_bodies_.clear();
    staged_cells_.clear();
    dropped_bodies_.clear();
    staged_image_.reset();
}

Result<void, StoreError> CardMemory::reload()
{
    CardMemory anew = TRY(open(profile_, *store_, card_));
    anew.commits_ = commits_;
    *this = std::move(anew);
    return {};
}

} // namespace uicc::filesystem
