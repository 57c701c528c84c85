#include "daemon/cli/completion/daemon_names.hpp"

#include "daemon/cli/control_options.hpp"
#include "daemon/control/control_client.hpp"

#include <algorithm>
#include <iterator>

namespace uicc::daemon::cli::completion {

Ask ask_daemon_of(Arguments words)
{
    std::filesystem::path socket = default_socket();
    const auto option = std::ranges::find(words, "--control");
    if (option != words.end() && std::next(option) != words.end()) {
        socket = *std::next(option);
    }
    return [socket](std::string_view method, const control::Json& parameters) {
        const auto answer = control::ask(socket, method, parameters);
        return answer ? std::optional{*answer} : std::nullopt;
    };
}

} // namespace uicc::daemon::cli::completion
