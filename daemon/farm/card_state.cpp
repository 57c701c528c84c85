#include "daemon/farm/card_state.hpp"

#include "codec/hex.hpp"
#include "emulator/security/key_store.hpp"
#include "emulator/security/pin_store.hpp"
#include "filesystem/contents/content_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace uicc::daemon {
namespace {

using filesystem::FileIndex;
using filesystem::StoreEntry;
using nlohmann::json;

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

void add_side(json& change, const char* side, const filesystem::FileHeader& file, ByteView octets)
{
    change[side] = codec::to_hex(octets);
    if (const auto text = filesystem::contents::describe(file.name, octets, file.structure)) {
        change[std::string{side} + "-text"] = *text;
    }
}

/// One element per record that differs, or one for a whole body.
void add_file_changes(
    json& changes, const filesystem::Image& files, FileIndex index, ByteView before, ByteView after)
{
    const auto& file = files.header(index);
    const std::size_t part =
        file.has_records() ? file.record_length : std::max<std::size_t>(1, file.size);
    for (std::size_t at = 0; at + part <= before.size() && at + part <= after.size(); at += part) {
        const ByteView left = before.subspan(at, part);
        const ByteView right = after.subspan(at, part);
        if (std::ranges::equal(left, right)) {
            continue;
        }
        json change{{"file", file.name}, {"path", files.path(index)}};
        if (file.has_records()) {
            change["record"] = at / part + 1;
        }
        add_side(change, "before", file, left);
        add_side(change, "after", file, right);
        changes.push_back(std::move(change));
    }
}

/// PINs and keys by their state, anything else by its octets; null where there is nothing.
json cell_text(std::string_view key, const Values& values)
{
    const auto found = values.find(key);
    if (found == values.end()) {
        return nullptr;
    }
    if (const auto pin = emulator::describe_pin_cell(key, found->second)) {
        return *pin;
    }
    const auto keys = emulator::describe_key_cell(key, found->second);
    return keys ? *keys : codec::to_hex(found->second);
}

void add_cell_change(json& changes, std::string_view key, const Values& before, const Values& after)
{
    const json left = cell_text(key, before);
    const json right = cell_text(key, after);
    json change{{"cell", key}, {"before", left}, {"after", right}};
    if (left == right) { // what differs is a value that is not shown
        change["after"] = right.get<std::string>() + ", another value";
    }
    changes.push_back(std::move(change));
}

bool are_equal(std::string_view key, const Values& left, const Values& right)
{
    const auto a = left.find(key);
    const auto b = right.find(key);
    return a != left.end() && b != right.end() && std::ranges::equal(a->second, b->second);
}

} // namespace

std::optional<FileIndex> file_of(const filesystem::Image& files, std::string_view key)
{
    if (!key.starts_with(file_prefix)) {
        return std::nullopt;
    }
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (files.path(FileIndex{i}) == key.substr(file_prefix.size())) {
            return FileIndex{i};
        }
    }
    return std::nullopt;
}

json diff_states(const emulator::CardDescription& card,
                 std::span<const StoreEntry> before,
                 std::span<const StoreEntry> after)
{
    const Values left = values_of(before);
    const Values right = values_of(after);
    std::set<std::string_view> keys;
    for (const Values* values : {&left, &right}) {
        for (const auto& [key, value] : *values) {
            keys.insert(key);
        }
    }
    json changes = json::array();
    for (const std::string_view key : keys) {
        if (are_equal(key, left, right)) {
            continue;
        }
        const auto file = file_of(*card.files, key);
        if (!file) {
            add_cell_change(changes, key, left, right);
            continue;
        }
        const auto body = [&](const Values& values) {
            const auto kept = values.find(key);
            return kept == values.end() ? card.files->body(*file) : kept->second;
        };
        add_file_changes(changes, *card.files, *file, body(left), body(right));
    }
    return changes;
}

json show_state(const emulator::CardDescription& card, std::span<const StoreEntry> kept)
{
    return diff_states(card, {}, kept);
}

bool fits(const emulator::CardDescription& card, const StoreEntry& entry)
{
    if (!entry.value || !entry.key.starts_with(file_prefix)) {
        return true;
    }
    const auto file = file_of(*card.files, entry.key);
    return file && card.files->header(*file).size == entry.value->size();
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
        StoreEntry entry{key, SecureBytes(octets->begin(), octets->end())};
        if (!fits(card, entry)) {
            return tl::unexpected{
                fmt::format("{}: the card has no such file of {} octets", key, octets->size())};
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace uicc::daemon
