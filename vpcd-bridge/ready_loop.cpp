#include "vpcd-bridge/ready_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>

namespace uicc::vpcd_bridge {
namespace {

constexpr std::uint32_t wanted_events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t ending_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

/// A session goes on within this time, or Asio waits for it. Timers may be late by as much.
constexpr int linger_ms = 1;

/// After so many messages Asio looks at timers, signals and other descriptors.
constexpr int most_rounds = 64;

int new_epoll()
{
    const int descriptor = epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0) {
        throw std::system_error{errno, std::generic_category(), "epoll_create1"};
    }
    return descriptor;
}

void control(int epoll, int operation, int descriptor, ReadyLoop::Client& client)
{
    epoll_event event{};
    event.events = wanted_events;
    event.data.ptr = &client;
    if (epoll_ctl(epoll, operation, descriptor, &event) != 0) {
        throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
    }
}

} // namespace

ReadyLoop::ReadyLoop(boost::asio::io_context& loop)
    : boost::asio::execution_context::service{loop}, ready_{loop, new_epoll()}
{}

void ReadyLoop::add(int descriptor, Client& client)
{
    control(ready_.native_handle(), EPOLL_CTL_ADD, descriptor, client);
    ++clients_;
    wait();
}

void ReadyLoop::remove(int descriptor, const Client& client)
{
    latest_ = latest_ == &client ? nullptr : latest_;
    for (Ready& ready : turn()) {
        ready.client = ready.client == &client ? nullptr : ready.client;
    }
    epoll_ctl(ready_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
    --clients_;
    if (clients_ == 0 && is_waiting_) {
        boost::system::error_code ignored; // the io_context may be coming to its end
        ready_.cancel(ignored);
    }
}

void ReadyLoop::renew(int descriptor, Client& client)
{
    control(ready_.native_handle(), EPOLL_CTL_MOD, descriptor, client);
}

void ReadyLoop::wait()
{
    if (is_waiting_ || is_serving_ || clients_ == 0) {
        return;
    }
    is_waiting_ = true;
    ready_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                          is_waiting_ = false;
                          if (!error) {
                              serve();
                          }
                          wait();
                      });
}

void ReadyLoop::serve()
{
    is_serving_ = true;
    latest_ = nullptr; // the event that woke us is taken first
    for (int round = 0; round < most_rounds && clients_ > 0 && serve_next(); ++round) {
    }
    is_serving_ = false;
}

bool ReadyLoop::serve_next()
{
    if (clients_ == 1 && latest_ != nullptr) {
        return latest_->linger();
    }
    std::array<epoll_event, most_in_turn> events; // NOLINT: epoll_wait fills what is read
    const int count = epoll_wait(ready_.native_handle(), events.data(), events.size(), linger_ms);
    if (count <= 0) {
        return false;
    }
    turn_size_ = static_cast<std::size_t>(count);
    std::ranges::transform(
        std::span{events}.first(turn_size_), turn_.begin(), [](const auto& event) {
            return Ready{static_cast<Client*>(event.data.ptr), (event.events & ending_events) != 0};
        });
    serve_turn();
    turn_size_ = 0;
    return true;
}

void ReadyLoop::serve_turn()
{
    latest_ = turn_.front().client;
    if (turn_size_ == 1) {
        latest_->ready(turn_.front().is_ending);
        return;
    }
    begin_turn();
    for (const Ready& ready : turn()) {
        if (ready.client != nullptr) { // serving one client may remove another
            ready.client->ready(ready.is_ending);
        }
    }
    const auto outcome = end_turn();
    for (const Ready& ready : turn()) {
        if (ready.client != nullptr) {
            ready.client->settled(outcome);
        }
    }
}

void ReadyLoop::begin_turn()
{
    is_in_turn_ = true;
    if (group_ != nullptr) {
        group_->begin();
    }
}

Result<void, std::string> ReadyLoop::end_turn()
{
    is_in_turn_ = false;
    return group_ != nullptr ? group_->end() : Result<void, std::string>{};
}

void ReadyLoop::shutdown()
{
    boost::system::error_code ignored; // the io_context is being destroyed
    ready_.close(ignored);
}

} // namespace uicc::vpcd_bridge
