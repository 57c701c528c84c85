#pragma once

#include "emulator/card/card_description.hpp"
#include "filesystem/store/store.hpp"

#include <nlohmann/json.hpp>
#include <span>
#include <string>

namespace uicc::daemon {

/// The file that a key of the store ("file/3F00/2F05") stands for; nothing for other keys.
[[nodiscard]] std::optional<filesystem::FileIndex> file_of(const filesystem::Image& files,
                                                           std::string_view key);

/// What a card keeps beside its profile, as a list of JSON objects sorted by key: of a file its
/// name and each record or body that differs from the profile, octets and meaning; of a PIN its
/// counters and whether it is enabled, never its value; of other values their octets.
[[nodiscard]] nlohmann::json show_state(const emulator::CardDescription& card,
                                        std::span<const filesystem::StoreEntry> kept);

/// What differs between two states of one card, from `before` to `after`.
[[nodiscard]] nlohmann::json diff_states(const emulator::CardDescription& card,
                                         std::span<const filesystem::StoreEntry> before,
                                         std::span<const filesystem::StoreEntry> after);

/// Whether the card has a place for a kept value: a file needs its path and size.
[[nodiscard]] bool fits(const emulator::CardDescription& card, const filesystem::StoreEntry& entry);

/// Everything a card keeps, secrets included, in a form that import_state takes back.
[[nodiscard]] nlohmann::json export_state(const filesystem::CardKey& card,
                                          std::span<const filesystem::StoreEntry> kept);

/// Every entry checked against the card: files by name and size. The error is a sentence.
[[nodiscard]] Result<std::vector<filesystem::StoreEntry>, std::string> import_state(
    const emulator::CardDescription& card, const nlohmann::json& exported);

} // namespace uicc::daemon
