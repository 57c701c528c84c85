#include "daemon/cli/profile_loading.hpp"

#include "profiles/loader/load_profile.hpp"

#include <iostream>

namespace uicc::daemon::cli {

std::shared_ptr<const emulator::CardDescription> load_or_complain(const std::string& file)
{
    auto loaded = profiles::load_profile(file);
    if (loaded) {
        return *loaded;
    }
    for (const auto& mistake : loaded.error()) {
        std::cerr << mistake.to_string() << '\n';
    }
    return nullptr;
}

} // namespace uicc::daemon::cli
