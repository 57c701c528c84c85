#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/tree.hpp"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <utility>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;

/// The files that a command without options is told, at least one and at most so many.
Result<std::vector<std::string>, std::string> parse_files(Arguments arguments, std::size_t most)
try {
    std::vector<std::string> files;
    po::options_description known;
    known.add_options()("file", po::value(&files));
    static_cast<void>(parse_command_line(arguments, known, "file"));
    if (files.empty() || files.size() > most) {
        return tl::unexpected{
            fmt::format("expected {}", most == 1 ? "one file" : "at least one file")};
    }
    return files;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

int check(Arguments arguments)
{
    const auto files = parse_files(arguments, arguments.size());
    if (!files) {
        return complain("profile check", files.error());
    }
    bool good = true;
    for (const std::string& file : *files) {
        const auto card = load_or_complain(file);
        good = good && card != nullptr;
        if (card != nullptr) {
            const auto identity = profiles::identity_of(*card);
            std::cout << fmt::format("{}: {}, ICCID {}, IMSI {}, {} files\n", file, card->name,
                                     identity.iccid.empty() ? "none" : identity.iccid,
                                     identity.imsi.empty() ? "none" : identity.imsi,
                                     card->files->file_count());
        }
    }
    return good ? success : wrong_usage;
}

int tree(Arguments arguments)
{
    const auto files = parse_files(arguments, 1);
    if (!files) {
        return complain("profile tree", files.error());
    }
    const auto card = load_or_complain(files->front());
    if (card == nullptr) {
        return wrong_usage;
    }
    std::cout << profiles::render_tree(*card);
    return success;
}

constexpr auto actions = std::to_array<std::pair<std::string_view, int (*)(Arguments arguments)>>({
    {"check", check},
    {"tree", tree},
    {"export", run_profile_export},
    {"import", run_profile_import},
});

} // namespace

int run_profile(Arguments arguments)
{
    for (const auto& [action, run_action] : actions) {
        if (!arguments.empty() && arguments.front() == action) {
            return run_action(arguments.subspan(1));
        }
    }
    return complain_of_action("profile", arguments);
}

} // namespace uicc::daemon::cli
