#include "daemon/control/control_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <csignal>
#include <map>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uicc::daemon::control {

namespace asio = boost::asio;
using boost::system::error_code;

/// One client, from its first request to its last. Lives as long as it waits for something. An
/// answer goes out before anything else that waits, and the next request is read behind it.
class ControlServer::Connection final : public Peer,
                                        public std::enable_shared_from_this<Connection> {
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
    ~Connection() override { --server_.connections_; }

    void read()
    {
        asio::async_read_until(
            socket_, asio::dynamic_buffer(text_, max_line), '\n',
            [self = shared_from_this()](const error_code& error, std::size_t size) {
                if (error == asio::error::not_found) {
                    self->refuse(fmt::format("a request has at most {} octets", max_line));
                } else if (error) {
                    self->feeds_.clear(); // whoever says nothing more hears nothing more
                } else {
                    self->answer(size);
                }
            });
    }

    /// Says why, and then hears and says nothing more.
    void refuse(const std::string& why)
    {
        feeds_.clear();
        text_.clear();
        writing_ = Methods::refusal(why) + '\n';
        asio::async_write(socket_, asio::buffer(writing_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              error_code ignored;
                              self->socket_.shutdown(Protocol::socket::shutdown_send, ignored);
                              if (!error) {
                                  self->ignore_rest();
                              }
                          });
    }

    std::optional<unsigned> add(const MakeFeed& make) override
    {
        if (feeds_.size() >= max_feeds) {
            return std::nullopt;
        }
        const unsigned number = ++last_feed_;
        feeds_.emplace(number, make(number, [&loop = server_.loop_, weak = weak_from_this()] {
                           asio::post(loop, [weak] {
                               if (const auto self = weak.lock()) {
                                   self->write();
                               }
                           });
                       }));
        return number;
    }

    bool remove(unsigned number) override { return feeds_.erase(number) > 0; }

private:
    static constexpr std::size_t max_feeds = 16;
    static constexpr std::size_t rest_size = 65536; // octets that are ignored at a time

    /// What is still being sent; closing at once could swallow the refusal.
    void ignore_rest()
    {
        text_.resize(rest_size);
        socket_.async_read_some(asio::buffer(text_),
                                [self = shared_from_this()](const error_code& error, std::size_t) {
                                    if (!error) {
                                        self->ignore_rest();
                                    }
                                });
    }

    void answer(std::size_t size)
    {
        const auto response =
            server_.methods_.answer(std::string_view{text_}.substr(0, size - 1), *this);
        text_.erase(0, size);
        if (response) {
            answer_ = *response + '\n';
            write();
        } else {
            read();
        }
    }

    void write()
    {
        if (!writing_.empty()) {
            return;
        }
        const bool answers = !answer_.empty();
        writing_ = answers ? std::exchange(answer_, {}) : lines_of_feeds();
        if (writing_.empty()) {
            return;
        }
        asio::async_write(
            socket_, asio::buffer(writing_),
            [self = shared_from_this(), answers](const error_code& error, std::size_t) {
                if (error) {
                    self->end();
                } else {
                    self->written(answers);
                }
            });
    }

    void written(bool answered)
    {
        writing_.clear();
        if (answered) {
            read();
        }
        write();
    }

    /// Of the first that has any; its turn comes last next time.
    std::string lines_of_feeds()
    {
        for (std::size_t i = 0; i < feeds_.size(); ++i) {
            auto next = feeds_.upper_bound(turn_);
            next = next == feeds_.end() ? feeds_.begin() : next;
            turn_ = next->first;
            if (std::string lines = next->second->next_lines(); !lines.empty()) {
                return lines;
            }
        }
        return {};
    }

    /// The reading half may still wait, and keeps this.
    void end()
    {
        feeds_.clear();
        error_code ignored;
        socket_.close(ignored);
    }

    ControlServer& server_;
    Protocol::socket socket_;
    std::string text_;
    std::string answer_;  // waits to be written
    std::string writing_; // is being written
    std::map<unsigned, std::unique_ptr<Feed>> feeds_;
    unsigned last_feed_ = 0;
    unsigned turn_ = 0; // the feed that was last asked
};

namespace {

constexpr const char* too_many = "there are too many connections already";

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
    const Protocol::endpoint endpoint{server->path_.before_listening().string()};
    auto& acceptor = server->acceptor_;
    if (!acceptor.open(endpoint.protocol(), error) && !acceptor.bind(endpoint, error)) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    umask(usual);
    if (error) {
        return tl::unexpected{path.string() + ": " + error.message()};
    }
    TRY(server->path_.show());
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
        if (!error && may_ask(socket.native_handle())) {
            const bool has_room = connections_ < max_connections;
            const auto connection = std::make_shared<Connection>(*this, std::move(socket));
            has_room ? connection->read() : connection->refuse(too_many);
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
