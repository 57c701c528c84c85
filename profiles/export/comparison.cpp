#include "profiles/export/comparison.hpp"

#include "filesystem/catalogue/secret_files.hpp"
#include "filesystem/image/named_path.hpp"
#include "profiles/loader/load_profile.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

namespace uicc::profiles {
namespace {

using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::Image;

/// One side of what a profile can say of a file.
struct Fact {
    std::string_view name{};
    bool (*is_same)(const FileHeader& one, const FileHeader& other) = nullptr;
};

constexpr std::array facts{
    Fact{"kind of file",
         [](const FileHeader& one, const FileHeader& other) {
             return one.kind == other.kind && one.structure == other.structure;
         }},
    Fact{"size",
         [](const FileHeader& one, const FileHeader& other) {
             return one.size == other.size && one.record_length == other.record_length;
         }},
    Fact{"SFI",
         [](const FileHeader& one, const FileHeader& other) { return one.sfi == other.sfi; }},
    Fact{"access", [](const FileHeader& one,
                      const FileHeader& other) { return one.security == other.security; }},
    Fact{"life cycle", [](const FileHeader& one,
                          const FileHeader& other) { return one.life_cycle == other.life_cycle; }},
    Fact{"PINs that it lists",
         [](const FileHeader& one, const FileHeader& other) {
             return one.pin_references == other.pin_references;
         }},
    Fact{"FCP",
         [](const FileHeader& one, const FileHeader& other) {
             return one.fcp == other.fcp && one.shareable == other.shareable &&
                    one.names_fid_in_fcp == other.names_fid_in_fcp &&
                    one.proprietary == other.proprietary &&
                    one.special_information == other.special_information;
         }},
};

using Files = std::map<std::string_view, FileIndex>;

/// By their identifiers; applications without files are no part of a file system.
Files files_of(const Image& image)
{
    Files files;
    for (std::uint32_t i = 0; i < image.file_count(); ++i) {
        const FileIndex file{i};
        if (image.exists(file) && !image.header(file).is_applet) {
            files.emplace(image.path(file), file);
        }
    }
    return files;
}

/// Compares a card with one that was made from its profile.
class Comparison {
public:
    Comparison(const CardState& card, const Image& loaded, ExportSecrets secrets)
        : memory_{card.memory}, loaded_{loaded}, secrets_{secrets}
    {}

    std::vector<std::string> run() &&
    {
        const Image& image = memory_.image();
        const Files here = files_of(image);
        const Files there = files_of(loaded_);
        for (const auto& [path, file] : here) {
            const auto found = there.find(path);
            if (found == there.end()) {
                add(image, file, "the file");
            } else {
                compare(file, found->second);
            }
        }
        for (const auto& [path, file] : there) {
            if (!here.contains(path)) {
                add(loaded_, file, "that it is deleted");
            }
        }
        return std::move(found_);
    }

private:
    void add(const Image& image, FileIndex file, std::string_view what)
    {
        found_.push_back(fmt::format("{}: {}", filesystem::named_path(image, file), what));
    }

    void compare(FileIndex here, FileIndex there)
    {
        FileHeader now = memory_.header(here);
        now.life_cycle = memory_.life_cycle(here);
        const FileHeader& other = loaded_.header(there);
        for (const Fact& fact : facts) {
            if (!fact.is_same(now, other)) {
                add(memory_.image(), here, fact.name);
            }
        }
        const bool is_shown = secrets_ == ExportSecrets::Written ||
                              !filesystem::catalogue::may_hold_secrets(now.name);
        if (now.is_ef() && is_shown &&
            !std::ranges::equal(memory_.body(here), loaded_.body(there))) {
            add(memory_.image(), here, "contents");
        }
    }

    const filesystem::CardMemory& memory_;
    const Image& loaded_;
    ExportSecrets secrets_;
    std::vector<std::string> found_;
};

/// The keys of block maps that lead to a line, "mf/files/EF.Own".
std::string place_of(const std::string& text, unsigned line)
{
    std::vector<std::string> path;
    std::istringstream lines{text};
    std::string content;
    for (unsigned number = 1; number <= line && std::getline(lines, content); ++number) {
        const std::size_t indentation = content.find_first_not_of(' ');
        if (indentation == std::string::npos || content[indentation] == '#') {
            continue;
        }
        constexpr std::size_t step = 2;
        path.resize(std::min(path.size(), indentation / step));
        path.push_back(content.substr(indentation, content.find(':') - indentation));
    }
    return fmt::format("{}", fmt::join(path, "/"));
}

} // namespace

Result<std::vector<std::string>, std::string> differences(const CardState& card,
                                                          const std::string& exported,
                                                          ExportSecrets secrets)
{
    const auto loaded = load_profile_text(exported, "exported.yaml");
    if (!loaded) {
        const Diagnostic& mistake = loaded.error().front();
        return tl::unexpected{fmt::format("no profile describes what this card has become: {}: {}",
                                          place_of(exported, mistake.line), mistake.message)};
    }
    return Comparison{card, *(*loaded)->files, secrets}.run();
}

} // namespace uicc::profiles
