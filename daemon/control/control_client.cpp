#include "daemon/control/control_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/time.h>

namespace uicc::daemon::control {

namespace asio = boost::asio;
using boost::system::error_code;

Result<Json, std::string> ask(const std::filesystem::path& path,
                              std::string_view method,
                              const Json& parameters)
{
    asio::io_context loop;
    asio::local::stream_protocol::socket socket{loop};
    error_code error;
    const auto failed = [&](std::string_view what) {
        return tl::unexpected{fmt::format("{}: {}: {}", path.string(), what, error.message())};
    };
    if (path.native().size() >= sizeof(sockaddr_un{}.sun_path)) {
        return tl::unexpected{fmt::format("{}: no socket has so long a name", path.string())};
    }
    if (socket.connect(path.string(), error)) {
        return failed("no vuiccd answers here");
    }
    const timeval patience{30, 0};
    setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const Json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", parameters}};
    asio::write(socket, asio::buffer(request.dump() + '\n'), error);
    std::string text;
    if (!error) {
        asio::read_until(socket, asio::dynamic_buffer(text), '\n', error);
    }
    if (error) {
        return failed("the daemon does not answer");
    }
    const Json answer = Json::parse(text, nullptr, false);
    if (answer.is_object() && answer.contains("result")) {
        return answer["result"];
    }
    if (answer.is_object() && answer.contains("error") && answer["error"].is_object()) {
        return tl::unexpected{answer["error"].value("message", std::string{"refused"})};
    }
    return tl::unexpected{fmt::format("{}: this is no vuiccd", path.string())};
}

} // namespace uicc::daemon::control
