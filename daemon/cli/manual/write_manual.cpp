#include "daemon/cli/manual/manual.hpp"

#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace uicc::daemon::cli;

bool write(const std::string& path, const std::string& page)
{
    std::ofstream file{path};
    file << page;
    return static_cast<bool>(file.flush());
}

} // namespace

/// Writes the manual pages into a folder, when the project is built.
int main(int count, char** arguments)
{
    const std::string folder = count == 2 ? arguments[1] : ".";
    if (!write(folder + "/vuicc.1", manual::vuicc_page()) ||
        !write(folder + "/vuiccd.8", manual::vuiccd_page())) {
        std::cerr << folder << ": the manual cannot be written there\n";
        return 1;
    }
    return 0;
}
