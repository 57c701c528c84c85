#include "tests/filesystem/store/small_disk.hpp"

#include <cstdio>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace uicc::test {
namespace {

void require(bool condition, const char* what)
{
    if (!condition) {
        std::perror(what);
        _exit(1);
    }
}

/// Mounting is for root, be it of a user namespace.
void become_root()
{
    const std::string user = std::to_string(geteuid());
    require(unshare(CLONE_NEWUSER) == 0, "user namespace");
    std::ofstream{"/proc/self/uid_map"} << "0 " << user << " 1";
}

} // namespace

void mount_small_disk(const std::filesystem::path& folder, const std::string& size)
{
    if (geteuid() != 0) {
        become_root();
    }
    require(unshare(CLONE_NEWNS) == 0, "mount namespace");
    require(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
    const std::string options = "size=" + size;
    require(mount("none", folder.c_str(), "tmpfs", MS_NODEV, options.c_str()) == 0, "tmpfs");
}

} // namespace uicc::test
