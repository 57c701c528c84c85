#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>

namespace uicc::vpcd_bridge {

/// Tells connections on an io_context that they can go on. Asio arms a descriptor anew before each
/// wait, which costs a system call per message; here it is armed once for all its messages.
class ReadyLoop final : public boost::asio::execution_context::service {
public:
    class Client {
    public:
        /// There is something to read, or room to write again. `ending`: the peer has closed.
        /// What the client leaves unread does not make it ready once more, unless it asks to be.
        virtual void ready(bool ending) = 0;

        /// Called of a client that is alone: waits some milliseconds itself, which saves asking
        /// whom there is news for. False when nothing came.
        virtual bool linger() = 0;

    protected:
        ~Client() = default;
    };

    /// Not called directly: boost::asio::use_service<ReadyLoop>(loop).
    explicit ReadyLoop(boost::asio::io_context& loop);

    /// Keeps the io_context at work until the descriptor is removed, which comes before closing it.
    void add(int descriptor, Client& client);
    void remove(int descriptor, const Client& client);

    /// Makes a client that left something unread ready once more.
    void renew(int descriptor, Client& client);

    static inline boost::asio::execution_context::id id; // how Asio tells services apart

private:
    void shutdown() override;
    void wait();
    void serve();

    boost::asio::posix::stream_descriptor ready_; // an epoll instance
    bool serve_next();

    std::size_t clients_ = 0;
    Client* latest_ = nullptr; // the client that was last ready, while it is there
    bool is_waiting_ = false;
    bool is_serving_ = false;
};

} // namespace uicc::vpcd_bridge
