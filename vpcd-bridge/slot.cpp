#include "vpcd-bridge/slot.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>

#include <algorithm>
#include <netinet/tcp.h>

namespace uicc::vpcd_bridge {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Slot::Slot(asio::io_context& loop,
           emulator::Card& card,
           Place place,
           SlotObserver& observer,
           const SlotTiming& timing)
    : card_{card}, place_{std::move(place)}, name_{place_.name()}, observer_{observer},
      timing_{timing}, socket_{loop}, resolver_{loop}, retry_timer_{loop}, health_timer_{loop}
{}

void Slot::start()
{
    try_after(SlotTiming::Duration::zero());
}

void Slot::stop()
{
    state_ = State::Stopped;
    resolver_.cancel();
    retry_timer_.cancel();
    close();
    card_.power_off();
}

void Slot::try_after(SlotTiming::Duration delay)
{
    state_ = State::Waiting;
    retry_timer_.expires_after(delay);
    retry_timer_.async_wait([this](const error_code& error) {
        if (!error && state_ == State::Waiting) {
            connect();
        }
    });
}

void Slot::connect()
{
    state_ = State::Connecting;
    const auto failed = [this](const error_code& error) {
        report_waiting(error.message());
        close();
        try_after(timing_.retry);
    };
    resolver_.async_resolve(
        place_.host, place_.port,
        [this, failed](const error_code& unresolved, const tcp::resolver::results_type& places) {
            if (state_ != State::Connecting) {
                return;
            }
            if (unresolved) {
                failed(unresolved);
                return;
            }
            asio::async_connect(socket_, places,
                                [this, failed](const error_code& refused, const tcp::endpoint&) {
                                    if (state_ != State::Connecting) {
                                        return;
                                    }
                                    refused ? failed(refused) : begin_connection();
                                });
        });
}

/// Every connection starts in the reset state: the host may not have noticed the change.
void Slot::begin_connection()
{
    error_code ignored; // a socket that has died meanwhile is found by the first receive
    socket_.set_option(tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
    card_.power_off();
    card_.power_on();
    reader_.clear();
    state_ = State::Silent;
    heard_ = false;
    quiet_ = {};
    check_health();
    wait_for_data();
}

void Slot::wait_for_data()
{
    socket_.async_wait(tcp::socket::wait_read, [this](const error_code& error) {
        if (!error && (state_ == State::Silent || state_ == State::Serving)) {
            receive();
        }
    });
}

void Slot::receive()
{
    error_code error;
    const auto space = reader_.free_space();
    const std::size_t size = socket_.receive(asio::buffer(space.data(), space.size()), 0, error);
    if (error == asio::error::would_block) {
        wait_for_data();
        return;
    }
    if (error) {
        lose(error == asio::error::eof ? "closed by the reader" : error.message());
        return;
    }
    reader_.received(size);
    if (serve_messages()) {
        wait_for_data();
    }
}

/// False when reading must wait: an answer is not yet sent, or the connection is gone.
bool Slot::serve_messages()
{
    while (const auto message = reader_.next()) {
        if (!serve(*message)) {
            return false;
        }
    }
    if (reader_.is_in_message()) {
        acknowledge_at_once();
    }
    return true;
}

/// vpcd sends length and body apart and Nagle's algorithm holds the body back until the length is
/// acknowledged; TCP_QUICKACK is not sticky.
void Slot::acknowledge_at_once()
{
    const int on = 1;
    setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

bool Slot::serve(ByteView message)
{
    heard_ = true;
    if (state_ == State::Silent) {
        state_ = State::Serving;
        told_waiting_ = told_busy_ = false;
        observer_.connected(name_);
    }
    if (message.size() == 1 && message[0] <= static_cast<Byte>(Control::GetAtr) &&
        message[0] != 3) {
        return control(message[0]);
    }
    Bytes response = card_.transmit(message);
    if (response.size() > max_message_size) { // more than vpcd can carry: wrong length
        response = {0x67, 0x00};
    }
    if (observer_.wants_exchanges()) {
        observer_.exchanged(name_, message, response);
    }
    return send(response);
}

bool Slot::control(Byte code)
{
    switch (Control{code}) {
    case Control::PowerOff:
        card_.power_off();
        return true;
    case Control::PowerOn:
        card_.power_on();
        return true;
    case Control::Reset:
        card_.reset();
        return true;
    case Control::GetAtr:
        return send(card_.atr());
    }
    return true;
}

/// One write for length and body. What the reader does not take at once keeps further reading
/// waiting, so that a reader that never reads costs one answer of memory.
bool Slot::send(ByteView body)
{
    encode_message(frame_, body);
    sent_ = 0;
    error_code error;
    sent_ = socket_.send(asio::buffer(frame_), MSG_NOSIGNAL, error);
    if (error && error != asio::error::would_block) {
        lose(error.message());
        return false;
    }
    if (sent_ < frame_.size()) {
        finish_sending();
        return false;
    }
    return true;
}

void Slot::finish_sending()
{
    socket_.async_wait(tcp::socket::wait_write, [this](const error_code& unwritable) {
        if (unwritable || state_ != State::Serving) {
            return;
        }
        error_code error;
        const auto rest = asio::buffer(frame_) + sent_;
        sent_ += socket_.send(rest, MSG_NOSIGNAL, error);
        if (error && error != asio::error::would_block) {
            lose(error.message());
        } else if (sent_ < frame_.size()) {
            finish_sending();
        } else if (serve_messages()) {
            wait_for_data();
        }
    });
}

/// Presence is polled every 400 ms, so a reader that says nothing is wedged by its host, or has
/// another card in this slot and does not listen to us.
void Slot::check_health()
{
    health_timer_.expires_after(timing_.check_every);
    health_timer_.async_wait([this](const error_code& error) {
        if (error || (state_ != State::Silent && state_ != State::Serving)) {
            return;
        }
        quiet_ = heard_ ? SlotTiming::Duration::zero() : quiet_ + timing_.check_every;
        heard_ = false;
        if (state_ == State::Silent && quiet_ >= timing_.busy_after) {
            if (!told_busy_) {
                observer_.busy(name_);
            }
            told_busy_ = true;
            close();
            try_after(timing_.retry);
        } else if (state_ == State::Serving && quiet_ >= timing_.wedged_after) {
            lose("the reader is stuck and does not poll");
        } else {
            check_health();
        }
    });
}

void Slot::report_waiting(std::string_view reason)
{
    if (!told_waiting_) {
        observer_.waiting(name_, reason);
    }
    told_waiting_ = true;
}

void Slot::lose(std::string_view reason)
{
    if (state_ == State::Serving) {
        observer_.lost(name_, reason);
    } else {
        report_waiting(reason);
    }
    close();
    card_.power_off();
    try_after(timing_.pause_after_loss);
}

void Slot::close()
{
    health_timer_.cancel();
    error_code ignored; // closing is all that can be done with a broken socket
    socket_.close(ignored);
}

} // namespace uicc::vpcd_bridge
