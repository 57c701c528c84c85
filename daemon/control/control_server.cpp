#include "daemon/control/control_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uicc::daemon::control {

namespace asio = boost::asio;
using boost::system::error_code;

/// One client, from its first request to its last. Lives as long as it waits for something.
class ControlServer::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(ControlServer& server, Protocol::socket socket)
        : server_{server}, socket_{std::move(socket)}
    {
        ++server_.connections_;
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection(Connection&&) = delete;
    Connection& operator=(Connection&&) = delete;
    ~Connection() { --server_.connections_; }

    void read()
    {
        asio::async_read_until(
            socket_, asio::dynamic_buffer(text_, max_line), '\n',
            [self = shared_from_this()](const error_code& error, std::size_t size) {
                if (!error) {
                    self->answer(size);
                }
            });
    }

private:
    void answer(std::size_t size)
    {
        const auto response = server_.methods_.answer(std::string_view{text_}.substr(0, size - 1));
        text_.erase(0, size);
        if (!response) {
            read();
            return;
        }
        response_ = *response + '\n';
        asio::async_write(socket_, asio::buffer(response_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (!error) {
                                  self->read();
                              }
                          });
    }

    ControlServer& server_;
    Protocol::socket socket_;
    std::string text_;
    std::string response_;
};

namespace {

bool may_ask(int descriptor)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

} // namespace

ControlServer::ControlServer(ControlPath path, Methods methods)
    : path_{std::move(path)}, methods_{std::move(methods)}
{}

Result<std::unique_ptr<ControlServer>, std::string> ControlServer::listen(
    const std::filesystem::path& path, Methods methods)
{
    auto claimed = TRY(ControlPath::claim(path));
    std::unique_ptr<ControlServer> server{
        new ControlServer{std::move(claimed), std::move(methods)}};
    const mode_t usual = umask(S_IXUSR | S_IRWXG | S_IRWXO); // there is no other thread yet
    error_code error;
    const Protocol::endpoint endpoint{path.string()};
    auto& acceptor = server->acceptor_;
    if (!acceptor.open(endpoint.protocol(), error) && !acceptor.bind(endpoint, error)) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    umask(usual);
    if (error) {
        return tl::unexpected{path.string() + ": " + error.message()};
    }
    return server;
}

ControlServer::~ControlServer()
{
    loop_.stop();
}

void ControlServer::start()
{
    accept();
    // signals are for the thread that waits for them
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::jthread{[this] {
        loop_.run();
        if (stopped_) {
            stopped_();
        }
    }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void ControlServer::accept()
{
    acceptor_.async_accept([this](const error_code& error, Protocol::socket socket) {
        if (error == asio::error::operation_aborted) {
            return;
        }
        if (!error && connections_ < max_connections && may_ask(socket.native_handle())) {
            std::make_shared<Connection>(*this, std::move(socket))->read();
        }
        accept();
    });
}

void ControlServer::stop(std::function<void()> stopped)
{
    asio::post(loop_, [this, stopped = std::move(stopped)]() mutable {
        stopped_ = std::move(stopped);
        loop_.stop();
    });
}

} // namespace uicc::daemon::control
