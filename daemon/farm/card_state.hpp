#pragma once

#include "daemon/trace/secrecy.hpp"
#include "emulator/card/card_description.hpp"
#include "filesystem/store/store.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace uicc::daemon {

/// The file that a key of the store ("file/3F00/2F05") stands for; nothing for other keys.
[[nodiscard]] std::optional<filesystem::FileIndex> file_of(const filesystem::Image& files,
                                                           std::string_view key);

/// What the cell of a file says that is not the profile's ("files/3F00/2F05"), in words; nothing
/// when it is another cell.
[[nodiscard]] std::optional<std::string> describe_file_change(std::string_view key, ByteView cell);

/// What a card keeps beside its profile, as a list of JSON objects sorted by key: of a file its
/// name and each record or body that differs from the profile, octets and meaning; of a PIN its
/// counters and whether it is enabled, never its value; of other values their octets. Of files that
/// may hold secrets, and of values that may be some, it is the number of octets, unless they are to
/// be shown.
[[nodiscard]] nlohmann::json show_state(const emulator::CardDescription& card,
                                        std::span<const filesystem::StoreEntry> kept,
                                        trace::Secrets secrets);

/// What differs between two states of one card, from `before` to `after`.
[[nodiscard]] nlohmann::json diff_states(const emulator::CardDescription& card,
                                         std::span<const filesystem::StoreEntry> before,
                                         std::span<const filesystem::StoreEntry> after,
                                         trace::Secrets secrets);

/// Kept values for which the card has no place: a file needs its path and size, and a file that was
/// created, resized or deleted the directory or file that it was.
[[nodiscard]] filesystem::ValueKeys unfit_entries(const emulator::CardDescription& card,
                                                  std::span<const filesystem::StoreEntry> entries);

/// Everything a card keeps, secrets included, in a form that import_state takes back.
[[nodiscard]] nlohmann::json export_state(const filesystem::CardKey& card,
                                          std::span<const filesystem::StoreEntry> kept);

/// Every entry checked against the card: files by name and size. The error is a sentence.
[[nodiscard]] Result<std::vector<filesystem::StoreEntry>, std::string> import_state(
    const emulator::CardDescription& card, const nlohmann::json& exported);

} // namespace uicc::daemon
