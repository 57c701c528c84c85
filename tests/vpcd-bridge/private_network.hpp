#pragma once

#include <functional>
#include <string_view>

namespace uicc::test {

/// Runs something in a process of its own with a network of its own, that is a loopback interface.
/// Returns whether it came to its end and found no failed expectation.
[[nodiscard]] bool succeeds_in_private_network(const std::function<void()>& body);

/// Inside: the ports that the kernel gives to outgoing connections, "40000 40000".
void set_ports_for_connections(std::string_view range);

} // namespace uicc::test
