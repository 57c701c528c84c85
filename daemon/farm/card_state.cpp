#include "daemon/farm/card_state.hpp"

#include "codec/hex.hpp"
#include "emulator/applications/aka/sequence_numbers.hpp"
#include "emulator/security/key_store.hpp"
#include "emulator/security/pin_store.hpp"
#include "filesystem/catalogue/secret_files.hpp"
#include "filesystem/contents/content_fields.hpp"
#include "filesystem/memory/file_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace uicc::daemon {
namespace {

using filesystem::FileIndex;
using filesystem::StoreEntry;
using nlohmann::json;
using trace::Secrets;

/// Cells whose octets may be seen. What is not here may be a key, a resume token, or anything.
constexpr std::array<std::string_view, 4> open_cells{"key-state/", "life-cycle/", "registry/",
                                                     "sqn/"};

constexpr std::string_view file_prefix = "file/";
constexpr std::string_view format_key = "vuicc-state";
constexpr int format_version = 1;

using Values = std::map<std::string_view, ByteView>;

Values values_of(std::span<const StoreEntry> entries)
{
    Values values;
    for (const StoreEntry& entry : entries) {
        if (entry.value) {
            values.emplace(entry.key, ByteView{*entry.value});
        }
    }
    return values;
}

std::string hidden(ByteView octets)
{
    return fmt::format("{} secret octets", octets.size());
}

/// What differs is a value that is not shown.
void tell_apart(json& change)
{
    if (change["before"] == change["after"]) {
        change["after"] = change["after"].get<std::string>() + ", another value";
    }
}

void add_side(json& change, const char* side, const filesystem::FileHeader& file, ByteView octets)
{
    change[side] = codec::to_hex(octets);
    if (const auto text = filesystem::contents::describe(file.name, octets, file.structure)) {
        change[std::string{side} + "-text"] = *text;
    }
}

void add_sides(json& change, const filesystem::FileHeader& file, ByteView before, ByteView after)
{
    add_side(change, "before", file, before);
    add_side(change, "after", file, after);
}

/// One of two states: its files, and what is kept.
struct Side {
    const filesystem::Image& files;
    const Values& values;

    [[nodiscard]] ByteView body(FileIndex file) const
    {
        const FileIndex owner = files.body_owner(file);
        const std::string key = fmt::format("{}{}", file_prefix, files.path(owner));
        const auto kept = values.find(key);
        return kept != values.end() ? kept->second : files.body(owner);
    }
};

const char* name_of(filesystem::FileChange::Kind kind)
{
    switch (kind) {
    case filesystem::FileChange::Kind::Deleted:
        return "deleted";
    case filesystem::FileChange::Kind::Created:
        return "created";
    case filesystem::FileChange::Kind::Resized:
        return "resized";
    }
    return "";
}

bool is_open(std::string_view key)
{
    return std::ranges::any_of(open_cells,
                               [key](std::string_view prefix) { return key.starts_with(prefix); });
}

bool are_equal(std::string_view key, const Values& left, const Values& right)
{
    const auto a = left.find(key);
    const auto b = right.find(key);
    return a != left.end() && b != right.end() && std::ranges::equal(a->second, b->second);
}

/// Collects what differs between two states.
class Comparison {
public:
    Comparison(const Side& before, const Side& after, Secrets secrets)
        : before_{before}, after_{after}, secrets_{secrets}
    {}

    /// A file that was made or deleted meanwhile has its cell; of its content nothing more is said
    /// than what the state has that has the file.
    void add(std::string_view key)
    {
        const auto old_file = file_of(before_.files, key);
        const auto new_file = file_of(after_.files, key);
        if (!old_file && !new_file) {
            add_cell(key);
            return;
        }
        const Side& owner = new_file ? after_ : before_;
        const FileIndex file = new_file ? *new_file : *old_file;
        const Bytes unused(owner.files.header(file).size, Byte{0xFF});
        add_file(owner.files, file, old_file ? before_.body(*old_file) : ByteView{unused},
                 new_file ? after_.body(*new_file) : ByteView{unused});
    }

    [[nodiscard]] json finish() && { return std::move(changes_); }

private:
    /// PINs, keys and files by their state, anything else by its octets; null where there is
    /// nothing.
    [[nodiscard]] json cell_text(std::string_view key, const Values& values) const
    {
        const auto found = values.find(key);
        if (found == values.end()) {
            return nullptr;
        }
        const ByteView cell = found->second;
        if (const auto pin = emulator::describe_pin_cell(key, cell)) {
            return *pin;
        }
        if (const auto change = describe_file_change(key, cell)) {
            return *change;
        }
        if (const auto keys = emulator::describe_key_cell(key, cell)) {
            return *keys;
        }
        return secrets_ == Secrets::Shown || is_open(key) ? codec::to_hex(cell) : hidden(cell);
    }

    void add_cell(std::string_view key)
    {
        json change{{"cell", key},
                    {"before", cell_text(key, before_.values)},
                    {"after", cell_text(key, after_.values)}};
        tell_apart(change);
        add_meaning(change, "before-text", key, before_.values);
        add_meaning(change, "after-text", key, after_.values);
        changes_.push_back(std::move(change));
    }

    static void add_meaning(json& change,
                            const char* side,
                            std::string_view key,
                            const Values& values)
    {
        const auto found = values.find(key);
        const auto text = found == values.end()
                              ? std::nullopt
                              : emulator::applications::aka::describe_sqn_cell(key, found->second);
        if (text) {
            change[side] = *text;
        }
    }

    /// One element per record that differs, or one for a whole body.
    void add_file(const filesystem::Image& files, FileIndex index, ByteView before, ByteView after)
    {
        const auto& file = files.header(index);
        const std::size_t part =
            file.has_records() ? file.record_length : std::max<std::size_t>(1, file.size);
        for (std::size_t at = 0; at + part <= before.size() && at + part <= after.size();
             at += part) {
            const ByteView left = before.subspan(at, part);
            const ByteView right = after.subspan(at, part);
            if (std::ranges::equal(left, right)) {
                continue;
            }
            json change{{"file", file.name}, {"path", files.path(index)}};
            if (file.has_records()) {
                change["record"] = at / part + 1;
            }
            add_octets(change, file, left, right);
            changes_.push_back(std::move(change));
        }
    }

    void add_octets(json& change,
                    const filesystem::FileHeader& file,
                    ByteView before,
                    ByteView after) const
    {
        if (secrets_ == Secrets::Shown || !filesystem::catalogue::may_hold_secrets(file.name)) {
            add_sides(change, file, before, after);
            return;
        }
        change["before"] = hidden(before);
        change["after"] = hidden(after);
        tell_apart(change);
    }

    const Side& before_;
    const Side& after_;
    Secrets secrets_;
    json changes_ = json::array();
};

} // namespace

std::optional<std::string> describe_file_change(std::string_view key, ByteView cell)
{
    const auto change = key.starts_with(filesystem::file_change_prefix)
                            ? filesystem::decode_file_change(cell)
                            : std::nullopt;
    if (!change) {
        return std::nullopt;
    }
    const std::size_t size =
        change->kind == filesystem::FileChange::Kind::Created ? change->header.size : change->size;
    return size == 0 ? std::string{name_of(change->kind)}
                     : fmt::format("{}, {} octets", name_of(change->kind), size);
}

std::optional<FileIndex> file_of(const filesystem::Image& files, std::string_view key)
{
    if (!key.starts_with(file_prefix)) {
        return std::nullopt;
    }
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (files.exists(FileIndex{i}) &&
            files.path(FileIndex{i}) == key.substr(file_prefix.size())) {
            return FileIndex{i};
        }
    }
    return std::nullopt;
}

json diff_states(const emulator::CardDescription& card,
                 std::span<const StoreEntry> before,
                 std::span<const StoreEntry> after,
                 Secrets secrets)
{
    const Values left = values_of(before);
    const Values right = values_of(after);
    std::set<std::string_view> keys;
    for (const Values* values : {&left, &right}) {
        for (const auto& [key, value] : *values) {
            keys.insert(key);
        }
    }
    const auto old_files = filesystem::changed_image(card.files, before).image;
    const auto new_files = filesystem::changed_image(card.files, after).image;
    const Side from{*old_files, left};
    const Side to{*new_files, right};
    Comparison comparison{from, to, secrets};
    for (const std::string_view key : keys) {
        if (!are_equal(key, left, right)) {
            comparison.add(key);
        }
    }
    return std::move(comparison).finish();
}

json show_state(const emulator::CardDescription& card,
                std::span<const StoreEntry> kept,
                Secrets secrets)
{
    return diff_states(card, {}, kept, secrets);
}

filesystem::ValueKeys unfit_entries(const emulator::CardDescription& card,
                                    std::span<const StoreEntry> entries)
{
    const auto changed = filesystem::changed_image(card.files, entries);
    filesystem::ValueKeys unfit{changed.unfit.begin(), changed.unfit.end()};
    for (const StoreEntry& entry : entries) {
        if (!entry.value || !entry.key.starts_with(file_prefix)) {
            continue;
        }
        const auto file = file_of(*changed.image, entry.key);
        const bool fits = file && changed.image->body_owner(*file) == *file &&
                          changed.image->header(*file).size == entry.value->size();
        if (!fits) {
            unfit.insert(entry.key);
        }
    }
    return unfit;
}

json export_state(const filesystem::CardKey& card, std::span<const StoreEntry> kept)
{
    json entries = json::object();
    for (const auto& [key, value] : values_of(kept)) {
        entries[std::string{key}] = codec::to_hex(value);
    }
    return {{format_key, format_version},
            {"card", card.card},
            {"profile-hash", card.profile_hash},
            {"entries", std::move(entries)}};
}

Result<std::vector<StoreEntry>, std::string> import_state(const emulator::CardDescription& card,
                                                          const json& exported)
{
    const bool known = exported.is_object() &&
                       exported.value(format_key, json{}) == format_version &&
                       exported.contains("entries") && exported["entries"].is_object();
    if (!known) {
        return tl::unexpected{std::string{"this is no exported state, or one of another version"}};
    }
    std::vector<StoreEntry> entries;
    for (const auto& [key, value] : exported["entries"].items()) {
        const auto octets = value.is_string() ? codec::from_hex(value.get_ref<const std::string&>())
                                              : codec::from_hex("?");
        if (!octets) {
            return tl::unexpected{fmt::format("{}: its value is not hexadecimal", key)};
        }
        entries.push_back({key, SecureBytes(octets->begin(), octets->end())});
    }
    if (const auto unfit = unfit_entries(card, entries); !unfit.empty()) {
        return tl::unexpected{
            fmt::format("{}: the card has no such file of this size", *unfit.begin())};
    }
    return entries;
}

} // namespace uicc::daemon
