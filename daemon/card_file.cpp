#include "daemon/card_file.hpp"

#include "codec/hex.hpp"
#include "filesystem/catalogue/closest_name.hpp"
#include "filesystem/image/named_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace uicc::daemon {
namespace {

using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::Image;

bool same_word(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
        return std::toupper(a) == std::toupper(b);
    });
}

bool is_called(const FileHeader& file, std::string_view word)
{
    return same_word(file.name, word) ||
           (file.aid && same_word(codec::to_hex(file.aid->octets()), word)) ||
           same_word(fmt::format("{:04X}", static_cast<unsigned>(file.fid)), word);
}

/// Whether the words of a path, last to first, name a file and the directories above it.
bool is_at(const Image& files, FileIndex index, std::string_view path)
{
    for (FileIndex at = index;; at = files.header(at).parent) {
        const auto slash = path.rfind('/');
        const std::string_view word =
            slash == std::string_view::npos ? path : path.substr(slash + 1);
        if (!is_called(files.header(at), word)) {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        if (at == filesystem::mf_index) {
            return false;
        }
        path = path.substr(0, slash);
    }
}

bool is_existing_ef(const Image& files, FileIndex index)
{
    return files.exists(index) && files.header(index).is_ef();
}

std::vector<FileIndex> files_at(const Image& files, std::string_view path)
{
    std::vector<FileIndex> found;
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (is_existing_ef(files, FileIndex{i}) && is_at(files, FileIndex{i}, path)) {
            found.push_back(FileIndex{i});
        }
    }
    return found;
}

/// Identifiers without anything between them, 7FFF6F07, as 7FFF/6F07; anything else as it is.
std::string divided(std::string_view name)
{
    constexpr std::size_t identifier = 4; // digits
    const bool joined = name.size() > identifier && name.size() % identifier == 0 &&
                        std::ranges::all_of(name, [](unsigned char c) { return std::isxdigit(c); });
    std::string path{name.substr(0, joined ? identifier : name.size())};
    for (std::size_t at = identifier; joined && at < name.size(); at += identifier) {
        path.append("/").append(name.substr(at, identifier));
    }
    return path;
}

bool begins_with_current_application(std::string_view path)
{
    const auto word = path.substr(0, path.find('/'));
    return path.size() > word.size() && same_word(word, "7FFF");
}

std::vector<std::string> names_of_files(const Image& files)
{
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (is_existing_ef(files, FileIndex{i})) {
            names.push_back(files.header(FileIndex{i}).name);
        }
    }
    return names;
}

std::string paths_of(const Image& files, const std::vector<FileIndex>& found)
{
    std::string paths;
    for (const FileIndex index : found) {
        paths += (paths.empty() ? "" : ", ") + named_path(files, index);
    }
    return paths;
}

} // namespace

std::string suggestion(std::string_view word, std::span<const std::string> candidates)
{
    constexpr std::size_t longest = 64;
    if (word.size() > longest || candidates.empty()) {
        return {};
    }
    const auto distance = [word](const std::string& candidate) {
        return filesystem::catalogue::edit_distance(word, candidate);
    };
    const std::string& nearest = *std::ranges::min_element(candidates, {}, distance);
    const std::size_t tolerated = std::max<std::size_t>(1, word.size() / 3);
    return distance(nearest) <= tolerated ? fmt::format("; did you mean {}?", nearest) : "";
}

Result<FileIndex, std::string> find_card_file(const Image& files, std::string_view name)
{
    const std::string path = divided(name);
    const auto found = files_at(files, path);
    if (found.empty()) {
        const auto slash = name.rfind('/');
        const auto word = slash == std::string_view::npos ? name : name.substr(slash + 1);
        return tl::unexpected{fmt::format("there is no EF {} on the card{}", name,
                                          suggestion(word, names_of_files(files)))};
    }
    if (found.size() > 1 && !begins_with_current_application(path)) {
        return tl::unexpected{
            fmt::format("{} means several files: {}", name, paths_of(files, found))};
    }
    return found.front();
}

} // namespace uicc::daemon
