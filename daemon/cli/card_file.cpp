#include "daemon/cli/card_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace uicc::daemon::cli {
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

std::vector<FileIndex> files_at(const Image& files, std::string_view path)
{
    std::vector<FileIndex> found;
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        if (files.header(FileIndex{i}).is_ef() && is_at(files, FileIndex{i}, path)) {
            found.push_back(FileIndex{i});
        }
    }
    return found;
}

std::string path_of(const Image& files, FileIndex index)
{
    std::string path = files.header(index).name;
    for (FileIndex at = index; at != filesystem::mf_index;) {
        at = files.header(at).parent;
        path = files.header(at).name + "/" + path;
    }
    return path;
}

std::string paths_of(const Image& files, const std::vector<FileIndex>& found)
{
    std::string paths;
    for (const FileIndex index : found) {
        paths += (paths.empty() ? "" : ", ") + path_of(files, index);
    }
    return paths;
}

} // namespace

Result<FileIndex, std::string> find_card_file(const Image& files, std::string_view name)
{
    const auto found = files_at(files, name);
    if (found.empty()) {
        return tl::unexpected{
            fmt::format("there is no EF {}; vuicc profile tree shows what there is", name)};
    }
    if (found.size() > 1) {
        return tl::unexpected{
            fmt::format("{} means several files: {}", name, paths_of(files, found))};
    }
    return found.front();
}

} // namespace uicc::daemon::cli
