#pragma once

#include "codec/result.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace uicc::vpcd_bridge {

/// Makes what several clients change in one turn of a loop last together.
class ChangeGroup {
public:
    ChangeGroup() = default;
    ChangeGroup(const ChangeGroup&) = delete;
    ChangeGroup& operator=(const ChangeGroup&) = delete;
    ChangeGroup(ChangeGroup&&) = delete;
    ChangeGroup& operator=(ChangeGroup&&) = delete;
    virtual ~ChangeGroup() = default;

    virtual void begin() = 0;

    /// On failure nothing of it lasts; the error is a sentence.
    [[nodiscard]] virtual Result<void, std::string> end() = 0;
};

/// Tells connections on an io_context that they can go on. Asio arms a descriptor anew before each
/// wait, which costs a system call per message; here it is armed once for all its messages.
class ReadyLoop final : public boost::asio::execution_context::service {
public:
    class Client {
    public:
        /// There is something to read, or room to write again. `ending`: the peer has closed.
        /// What the client leaves unread does not make it ready once more, unless it asks to be.
        virtual void ready(bool ending) = 0;

        /// After ready() in a turn with others, during which is_in_turn() held: whether the
        /// changes of the turn last.
        virtual void settled(const Result<void, std::string>& outcome) = 0;

        /// Called of a client that is alone: waits some milliseconds itself, which saves asking
        /// whom there is news for. False when nothing came.
        virtual bool linger() = 0;

    protected:
        ~Client() = default;
    };

    /// Not called directly: boost::asio::use_service<ReadyLoop>(loop).
    explicit ReadyLoop(boost::asio::io_context& loop);

    /// The group outlives all clients.
    void group_changes(ChangeGroup& group) { group_ = &group; }

    /// While several clients are served: answers have to wait for settled().
    [[nodiscard]] bool is_in_turn() const noexcept { return is_in_turn_; }

    /// Keeps the io_context at work until the descriptor is removed, which comes before closing it.
    void add(int descriptor, Client& client);
    void remove(int descriptor, const Client& client);

    /// Makes a client that left something unread ready once more.
    void renew(int descriptor, Client& client);

    static inline boost::asio::execution_context::id id; // how Asio tells services apart

private:
    /// Who is ready in a turn; nobody once it has been removed.
    struct Ready {
        Client* client = nullptr;
        bool is_ending = false;
    };
    static constexpr std::size_t most_in_turn = 64;

    void shutdown() override;
    void wait();
    void serve();
    bool serve_next();
    void serve_turn();
    void begin_turn();
    Result<void, std::string> end_turn();
    [[nodiscard]] std::span<Ready> turn() { return std::span{turn_}.first(turn_size_); }

    boost::asio::posix::stream_descriptor ready_; // an epoll instance
    ChangeGroup* group_ = nullptr;
    std::array<Ready, most_in_turn> turn_{};
    std::size_t turn_size_ = 0;
    bool is_in_turn_ = false;
    std::size_t clients_ = 0;
    Client* latest_ = nullptr; // the client that was last ready, while it is there
    bool is_waiting_ = false;
    bool is_serving_ = false;
};

} // namespace uicc::vpcd_bridge
