#include "vpcd-bridge/slot.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace uicc::vpcd_bridge {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// The place as an address, if it is one: no need to ask anybody.
std::optional<tcp::endpoint> endpoint_of(const Slot::Place& place)
{
    error_code is_name;
    const auto address = asio::ip::make_address(place.host, is_name);
    unsigned short port = 0;
    const char* const end = place.port.data() + place.port.size();
    const auto parsed = std::from_chars(place.port.data(), end, port);
    if (is_name || parsed.ec != std::errc{} || parsed.ptr != end) {
        return std::nullopt;
    }
    return tcp::endpoint{address, port};
}

/// A port of the range that the kernel takes for outgoing connections can be given to the very
/// connection that asks for it, and TCP lets a socket connect to itself.
bool is_connected_to_itself(const tcp::socket& socket)
{
    error_code gone;
    const auto here = socket.local_endpoint(gone);
    return !gone && here == socket.remote_endpoint(gone) && !gone;
}

} // namespace

Slot::Slot(asio::io_context& loop,
           emulator::Card& card,
           Place place,
           SlotObserver& observer,
           const SlotTiming& timing,
           Intervention* intervention)
    : card_{card}, place_{std::move(place)}, name_{place_.name()}, observer_{observer},
      timing_{timing}, intervention_{intervention}, ready_loop_{asio::use_service<ReadyLoop>(loop)},
      socket_{loop}, resolver_{loop}, retry_timer_{loop}, health_timer_{loop}, delay_timer_{loop}
{}

void Slot::start(Arrival arrival)
{
    try_after(arrival == Arrival::AtOnce ? SlotTiming::Duration::zero() : timing_.pause_after_loss);
}

void Slot::stop()
{
    state_ = State::Stopped;
    resolver_.cancel();
    retry_timer_.cancel();
    close();
    card_.power_off();
}

void Slot::bounce()
{
    if (state_ == State::Silent || state_ == State::Serving) {
        lose("reset by the daemon");
    }
}

void Slot::try_after(SlotTiming::Duration delay)
{
    state_ = State::Waiting;
    retry_timer_.expires_after(delay);
    retry_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
        if (!error && state_ == State::Waiting) {
            connect();
        }
    });
}

void Slot::connect()
{
    state_ = State::Connecting;
    if (const auto endpoint = endpoint_of(place_)) {
        connect_to({*endpoint});
    } else {
        resolve();
    }
}

void Slot::resolve()
{
    resolver_.async_resolve(
        place_.host, place_.port,
        [this, self = shared_from_this()](const error_code& unresolved,
                                          const tcp::resolver::results_type& places) {
            if (state_ != State::Connecting) {
                return;
            }
            if (unresolved) {
                give_up(unresolved.message());
            } else {
                connect_to({places.begin(), places.end()});
            }
        });
}

void Slot::connect_to(const std::vector<tcp::endpoint>& places)
{
    limit_attempt();
    asio::async_connect(
        socket_, places,
        [this, self = shared_from_this()](const error_code& refused, const tcp::endpoint&) {
            if (state_ != State::Connecting) {
                return;
            }
            retry_timer_.cancel();
            if (refused) {
                give_up(refused.message());
            } else {
                connected();
            }
        });
}

/// vpcd keeps a queue of one: the kernel drops what a third card sends, and would ask again after
/// longer and longer pauses.
void Slot::limit_attempt()
{
    retry_timer_.expires_after(timing_.give_up_after);
    retry_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
        if (!error && state_ == State::Connecting) {
            give_up("no answer");
        }
    });
}

void Slot::connected()
{
    if (is_connected_to_itself(socket_)) {
        error_code ignored;
        socket_.set_option(tcp::socket::linger{true, 0}, ignored); // leave the port free at once
        give_up("nobody listens");
        return;
    }
    begin_connection();
}

/// Every connection starts in the reset state: the host may not have noticed the change.
void Slot::begin_connection()
{
    connection_ = Connection{socket_.release()};
    card_.power_off();
    card_.power_on();
    if (intervention_ != nullptr) {
        intervention_->connected();
    }
    reader_.clear();
    frame_.clear();
    sent_ = 0;
    is_held_ = false;
    state_ = State::Silent;
    heard_ = false;
    quiet_ = {};
    check_health();
    ready_loop_.add(connection_.descriptor(), *this);
}

void Slot::ready(bool ending)
{
    if (is_held_back_) {
        may_wait_ = true;
        if (ending) {
            lose("closed by the reader");
        }
        return;
    }
    if (sent_ < frame_.size()) {
        may_wait_ = true; // something may have come meanwhile
        if (!send_rest() || !serve_messages()) {
            return;
        }
        ending = true;
    }
    receive(Connection::Patience::None, ending);
}

bool Slot::linger()
{
    const bool may_read = sent_ == frame_.size() && !is_held_back_;
    return may_read && receive(Connection::Patience::Linger, false);
}

/// False when nothing came.
bool Slot::receive(Connection::Patience patience, bool until_empty)
{
    const auto space = reader_.free_space();
    const auto size = connection_.receive(space, patience);
    if (!size) {
        lose(size.error() == asio::error::eof ? "closed by the reader" : size.error().message());
        return true;
    }
    if (*size == 0) {
        return false;
    }
    reader_.received(*size);
    may_wait_ = until_empty || *size == space.size();
    serve_all();
    return true;
}

void Slot::serve_all()
{
    if (serve_messages() && may_wait_) {
        ready_loop_.renew(connection_.descriptor(), *this);
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
        // vpcd sends length and body apart, and Nagle's algorithm holds the body back until the
        // length is acknowledged.
        connection_.acknowledge_at_once();
    }
    return true;
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
    return deliver(transmit(message));
}

bool Slot::control(Byte code)
{
    switch (Control{code}) {
    case Control::PowerOff:
        card_.power_off();
        break;
    case Control::PowerOn:
        card_.power_on();
        break;
    case Control::Reset:
        card_.reset();
        break;
    case Control::GetAtr:
        return send(atr());
    }
    if (intervention_ != nullptr) {
        intervention_->switched(Control{code});
    }
    report_power(Control{code});
    return true;
}

ByteView Slot::atr() const
{
    return intervention_ != nullptr ? intervention_->atr(card_) : card_.atr();
}

void Slot::report_power(Control control)
{
    if (control == Control::PowerOff) {
        observer_.powered(name_, PowerChange::Off, {});
    } else {
        observer_.powered(
            name_, control == Control::Reset ? PowerChange::WarmReset : PowerChange::On, atr());
    }
}

/// Presence is polled every 400 ms, so a reader that says nothing is wedged by its host, or has
/// another card in this slot and does not listen to us.
void Slot::check_health()
{
    health_timer_.expires_after(timing_.check_every);
    health_timer_.async_wait([this, self = shared_from_this()](const error_code& error) {
        if (error || !connection_.is_open()) {
            return;
        }
        quiet_ =
            heard_ || is_held_back_ ? SlotTiming::Duration::zero() : quiet_ + timing_.check_every;
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

void Slot::give_up(std::string_view reason)
{
    report_waiting(reason);
    close();
    try_after(timing_.retry);
}

void Slot::report_waiting(std::string_view reason)
{
    if (!told_waiting_) {
        observer_.waiting(name_, reason);
    }
    told_waiting_ = true;
}

void Slot::lose(std::string_view reason, SlotTiming::Duration away)
{
    if (state_ == State::Serving) {
        observer_.lost(name_, reason);
    } else {
        report_waiting(reason);
    }
    close();
    card_.power_off();
    try_after(std::max(timing_.pause_after_loss, away));
}

void Slot::close()
{
    health_timer_.cancel();
    delay_timer_.cancel();
    is_held_back_ = false;
    ending_ = {};
    error_code ignored; // closing is all that can be done with a broken socket
    socket_.close(ignored);
    if (connection_.is_open()) {
        ready_loop_.remove(connection_.descriptor(), *this);
        connection_.close();
    }
}

} // namespace uicc::vpcd_bridge
