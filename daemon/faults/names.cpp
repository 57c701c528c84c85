#include "daemon/faults/names.hpp"

#include "codec/hex.hpp"
#include "emulator/commands/uicc_commands.hpp"
#include "filesystem/catalogue/catalogue.hpp"
#include "filesystem/catalogue/closest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace uicc::daemon::faults {
namespace {

using filesystem::KeyReference;
namespace catalogue = filesystem::catalogue;

/// Of the transport, and of applications that bring commands of their own.
constexpr auto other_commands = std::to_array<std::string_view>({
    "GET RESPONSE",
    "GET DATA",
    "GET STATUS",
    "SET STATUS",
    "INSTALL",
    "LOAD",
    "DELETE",
    "PUT KEY",
    "STORE DATA",
});

constexpr auto keys = std::to_array<std::pair<std::string_view, KeyReference>>({
    {"PIN1", KeyReference{0x01}},  {"PIN2", KeyReference{0x81}}, {"PIN3", KeyReference{0x03}},
    {"PIN4", KeyReference{0x04}},  {"PIN5", KeyReference{0x05}}, {"PIN6", KeyReference{0x06}},
    {"PIN7", KeyReference{0x07}},  {"PIN8", KeyReference{0x08}}, {"UPIN", KeyReference{0x11}},
    {"ADM1", KeyReference{0x0A}},  {"ADM2", KeyReference{0x0B}}, {"ADM3", KeyReference{0x0C}},
    {"ADM4", KeyReference{0x0D}},  {"ADM5", KeyReference{0x0E}}, {"ADM6", KeyReference{0x8A}},
    {"ADM7", KeyReference{0x8B}},  {"ADM8", KeyReference{0x8C}}, {"ADM9", KeyReference{0x8D}},
    {"ADM10", KeyReference{0x8E}},
});

constexpr char upper(char letter) noexcept
{
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool begins_with(std::string_view text, std::string_view beginning)
{
    return is_same_name(text.substr(0, beginning.size()), beginning);
}

std::vector<std::string_view> gather_command_names()
{
    std::vector<std::string_view> names;
    for (const auto& row : emulator::commands::uicc_commands()) {
        names.push_back(row.name);
    }
    names.insert(names.end(), other_commands.begin(), other_commands.end());
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<std::string_view> gather_file_names()
{
    std::vector<std::string_view> names;
    for (const catalogue::DirectorySpec& directory : catalogue::directories()) {
        names.push_back(directory.name);
        for (const catalogue::EfSpec& file : catalogue::files_of(directory.directory)) {
            names.push_back(file.name);
        }
    }
    return names;
}

const std::vector<std::string_view>& standard_files()
{
    static const auto names = gather_file_names();
    return names;
}

} // namespace

bool is_same_name(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, upper, upper);
}

const std::vector<std::string_view>& command_names()
{
    static const auto names = gather_command_names();
    return names;
}

bool begins_name(std::string_view words, std::string_view name)
{
    const bool ends_word = name.size() <= words.size() || name[words.size()] == ' ';
    return ends_word && begins_with(name, words);
}

bool begins_command(std::string_view words)
{
    return std::ranges::any_of(command_names(),
                               [&](std::string_view name) { return begins_name(words, name); });
}

bool looks_like_file(std::string_view word)
{
    constexpr auto beginnings = std::to_array<std::string_view>({"EF.", "DF.", "ADF."});
    return is_same_name(word, "MF") ||
           std::ranges::any_of(beginnings, [&](auto one) { return begins_with(word, one); });
}

std::optional<std::string> find_file(std::string_view word,
                                     std::span<const std::string> files_of_card)
{
    const auto is_meant = [&](std::string_view name) { return is_same_name(name, word); };
    if (const auto own = std::ranges::find_if(files_of_card, is_meant);
        own != files_of_card.end()) {
        return *own;
    }
    const auto found = std::ranges::find_if(standard_files(), is_meant);
    return found == standard_files().end() ? std::nullopt : std::optional<std::string>{*found};
}

std::optional<KeyReference> find_key(std::string_view word)
{
    const auto found =
        std::ranges::find_if(keys, [&](const auto& key) { return is_same_name(key.first, word); });
    if (found != keys.end()) {
        return found->second;
    }
    const auto octets = codec::from_hex(word);
    return octets && octets->size() == 1 ? std::optional{KeyReference{octets->front()}}
                                         : std::nullopt;
}

std::string key_word(KeyReference key)
{
    const auto found = std::ranges::find(keys, key, [](const auto& one) { return one.second; });
    return found != keys.end() ? std::string{found->first}
                               : fmt::format("{:02X}", static_cast<unsigned>(key));
}

std::string suggest(std::string_view word, const std::vector<std::string_view>& candidates)
{
    std::string_view best;
    std::size_t limit = word.size() / 3 + 1; // a third of the letters may be wrong
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = catalogue::edit_distance(word, candidate);
        if (distance < limit) {
            limit = distance;
            best = candidate;
        }
    }
    return best.empty() ? "" : fmt::format("; did you mean {}?", best);
}

std::string suggest_command(std::string_view word)
{
    std::vector<std::string_view> candidates{"any", "channel"};
    for (const std::string_view name : command_names()) {
        candidates.push_back(name.substr(0, name.find(' ')));
        candidates.push_back(name);
    }
    return suggest(word, candidates);
}

std::string suggest_file(std::string_view word, std::span<const std::string> files_of_card)
{
    std::vector<std::string_view> candidates{files_of_card.begin(), files_of_card.end()};
    candidates.insert(candidates.end(), standard_files().begin(), standard_files().end());
    return suggest(word, candidates);
}

} // namespace uicc::daemon::faults
