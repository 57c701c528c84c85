#pragma once

#include "daemon/control/control_socket.hpp"
#include "daemon/control/json_rpc.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <thread>

namespace uicc::daemon::control {

/// Answers JSON-RPC 2.0 on a Unix socket, one message a line, in a thread of its own, one request
/// at a time. Only the daemon's user and root are answered.
class ControlServer {
public:
    static constexpr std::size_t max_line = std::size_t{16} << 20U; ///< octets of a request
    static constexpr std::size_t max_connections = 32;

    /// Listens at once. Errors are sentences.
    [[nodiscard]] static Result<std::unique_ptr<ControlServer>, std::string> listen(
        const std::filesystem::path& path, Methods methods);

    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;
    ControlServer(ControlServer&&) = delete;
    ControlServer& operator=(ControlServer&&) = delete;
    ~ControlServer();

    /// Begins to answer.
    void start();

    /// Ends after the request that is being answered, and then calls `stopped` in the server's
    /// thread. Callable from any thread.
    void stop(std::function<void()> stopped);

private:
    class Connection;
    using Protocol = boost::asio::local::stream_protocol;

    ControlServer(ControlPath path, Methods methods);

    void accept();

    ControlPath path_;
    Methods methods_;
    std::size_t connections_ = 0; // outlives them: they end with the loop
    boost::asio::io_context loop_{1};
    Protocol::acceptor acceptor_{loop_};
    std::function<void()> stopped_{};
    std::jthread thread_;
};

} // namespace uicc::daemon::control
