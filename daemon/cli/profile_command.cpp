#include "daemon/cli/command.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/tree.hpp"

#include <fmt/format.h>

#include <iostream>

namespace uicc::daemon::cli {
namespace {

int check(Arguments files)
{
    bool good = true;
    for (const std::string& file : files) {
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

int tree(const std::string& file)
{
    const auto card = load_or_complain(file);
    if (card == nullptr) {
        return wrong_usage;
    }
    std::cout << profiles::render_tree(*card);
    return success;
}

} // namespace

int run_profile(Arguments arguments)
{
    if (arguments.size() >= 2 && arguments.front() == "check") {
        return check(arguments.subspan(1));
    }
    if (arguments.size() == 2 && arguments.front() == "tree") {
        return tree(arguments.back());
    }
    if (!arguments.empty() && arguments.front() == "export") {
        return run_profile_export(arguments.subspan(1));
    }
    if (!arguments.empty() && arguments.front() == "import") {
        return run_profile_import(arguments.subspan(1));
    }
    return complain("profile", "expected check or tree and a file, export, or import");
}

} // namespace uicc::daemon::cli
