#include "tests/vpcd-bridge/private_network.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <net/if.h>
#include <sched.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace uicc::test {
namespace {

void require(bool condition, const char* what)
{
    if (!condition) {
        throw std::system_error{errno, std::generic_category(), what};
    }
}

void enter_private_network()
{
    const int user_as_well = geteuid() == 0 ? 0 : CLONE_NEWUSER;
    require(unshare(CLONE_NEWNET | user_as_well) == 0, "unshare");
    const int any_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq interface {};
    std::strcpy(interface.ifr_name, "lo"); // NOLINT: fits
    interface.ifr_flags = IFF_UP | IFF_RUNNING;
    require(ioctl(any_socket, SIOCSIFFLAGS, &interface) == 0, "loopback interface"); // NOLINT
    close(any_socket);
}

int status_of(const std::function<void()>& body)
{
    try {
        enter_private_network();
        body();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return testing::Test::HasFailure() ? 1 : 0;
}

} // namespace

bool succeeds_in_private_network(const std::function<void()>& body)
{
    const pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0) {
        _exit(status_of(body));
    }
    int status = 0;
    require(waitpid(child, &status, 0) == child, "waitpid");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void set_ports_for_connections(std::string_view range)
{
    std::ofstream setting{"/proc/sys/net/ipv4/ip_local_port_range"};
    setting << range << std::flush;
    require(setting.good(), "ip_local_port_range");
}

} // namespace uicc::test
