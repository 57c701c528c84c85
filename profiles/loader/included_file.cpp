#include "profiles/loader/content.hpp"

#include <fmt/format.h>

#include <fstream>

namespace uicc::profiles {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 65535;

/// Whether a path lies below a folder; symbolic links are followed.
bool lies_within(const fs::path& path, const fs::path& folder)
{
    std::error_code failed;
    // absolute() first: weakly_canonical() leaves the path of a missing file relative
    const auto resolved = [&failed](const fs::path& any) {
        return fs::weakly_canonical(fs::absolute(any, failed), failed);
    };
    const fs::path inside =
        resolved(path).lexically_relative(resolved(folder.empty() ? fs::path{"."} : folder));
    return !failed && !inside.empty() && *inside.begin() != "..";
}

/// Why a file cannot be taken in, in words.
Result<Bytes, std::string> octets_of(const fs::path& path)
{
    std::error_code failed;
    const auto status = fs::status(path, failed);
    if (status.type() == fs::file_type::not_found) {
        return tl::unexpected{std::string{"this file does not exist"}};
    }
    if (status.type() != fs::file_type::regular) {
        return tl::unexpected{std::string{"this is no regular file"}};
    }
    std::ifstream stream{path, std::ios::binary};
    Bytes octets(largest_file + 1);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): streams read characters
    stream.read(reinterpret_cast<char*>(octets.data()),
                static_cast<std::streamsize>(octets.size()));
    if (!stream.is_open() || stream.bad()) {
        return tl::unexpected{std::string{"this file cannot be read"}};
    }
    octets.resize(static_cast<std::size_t>(stream.gcount()));
    if (octets.size() > largest_file) {
        return tl::unexpected{fmt::format("this file has more than {} octets", largest_file)};
    }
    return octets;
}

} // namespace

std::optional<Bytes> read_included_file(LoadContext& context, const yaml::Node& node)
{
    const auto text = read_text(context.report, node);
    if (!text) {
        return std::nullopt;
    }
    const fs::path named{*text};
    const fs::path path = named.is_absolute() ? named : context.folder / named;
    if (!named.is_absolute() && !lies_within(path, context.folder)) {
        context.report.add(node, "a relative path must not leave the folder of the profile");
        return std::nullopt;
    }
    auto octets = octets_of(path);
    if (!octets) {
        context.report.add(node, octets.error());
        return std::nullopt;
    }
    if (!context.claim_included(node.position, octets->size())) {
        return std::nullopt;
    }
    return *std::move(octets);
}

} // namespace uicc::profiles
