#pragma once

#include "emulator/card/card.hpp"
#include "vpcd-bridge/connection.hpp"
#include "vpcd-bridge/intervention.hpp"
#include "vpcd-bridge/ready_loop.hpp"
#include "vpcd-bridge/vpcd_protocol.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::vpcd_bridge {

/// Rhythm of a slot.
struct SlotTiming {
    using Duration = std::chrono::steady_clock::duration;

    Duration retry = std::chrono::milliseconds{700};            ///< between attempts to connect
    Duration give_up_after = std::chrono::seconds{2};           ///< an attempt without any answer
    Duration pause_after_loss = std::chrono::milliseconds{800}; ///< hosts must see a removal
    Duration busy_after = std::chrono::seconds{2};   ///< connected, but the reader says nothing
    Duration wedged_after = std::chrono::seconds{3}; ///< without a poll while no APDU is served
    Duration check_every = std::chrono::milliseconds{500}; ///< how often both are looked at
};

/// What a reader does to the power of a card.
enum class PowerChange { On, WarmReset, Off };

/// What a slot tells about itself; each is told once per change.
class SlotObserver {
public:
    SlotObserver() = default;
    SlotObserver(const SlotObserver&) = delete;
    SlotObserver& operator=(const SlotObserver&) = delete;
    SlotObserver(SlotObserver&&) = delete;
    SlotObserver& operator=(SlotObserver&&) = delete;
    virtual ~SlotObserver() = default;

    virtual void waiting(std::string_view reader, std::string_view reason) = 0;
    virtual void connected(std::string_view reader) = 0;
    virtual void busy(std::string_view reader) = 0; ///< another card holds the slot
    virtual void lost(std::string_view reader, std::string_view reason) = 0;

    /// The reader has switched the card; the answer to reset is empty after Off.
    virtual void powered(std::string_view reader, PowerChange change, ByteView atr) = 0;

    [[nodiscard]] virtual bool wants_exchanges() const { return false; }
    virtual void exchanged(std::string_view reader,
                           ByteView command,
                           ByteView response,
                           const emulator::Explanation& explanation) = 0;

    /// What the last command changed did not last, so the card answered with 6581 instead.
    virtual void taken_back(std::string_view reader, std::string_view reason) = 0;

    /// The card answered a command with 6F00 because of a defect of its own.
    virtual void failed(std::string_view reader, const emulator::Explanation& explanation) = 0;
};

/// One card in one slot of a vpcd reader: connects, answers, reconnects for ever. Lives in a
/// shared_ptr: what it waits for keeps it until it has been called off.
class Slot final : public std::enable_shared_from_this<Slot>, private ReadyLoop::Client {
public:
    struct Place {
        std::string host{};
        std::string port{};

        [[nodiscard]] std::string name() const { return host + ":" + port; }
    };

    /// Everything outlives the slot, and the card, the observer and the intervention at least
    /// stop(). Null: nobody intervenes.
    Slot(boost::asio::io_context& loop,
         emulator::Card& card,
         Place place,
         SlotObserver& observer,
         const SlotTiming& timing = {},
         Intervention* intervention = nullptr);
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Slot(Slot&&) = delete;
    Slot& operator=(Slot&&) = delete;
    ~Slot() { close(); }

    /// When a slot begins.
    enum class Arrival {
        AtOnce,
        AfterPause, ///< hosts see that another card, or this one, has left the reader before
    };

    /// Starts trying; returns at once.
    void start(Arrival arrival = Arrival::AtOnce);

    /// Takes the card out; the loop runs out of work.
    void stop();

    /// Takes the card out and puts it in again, slowly enough for hosts to see it.
    void bounce();

    [[nodiscard]] const Place& place() const noexcept { return place_; }
    [[nodiscard]] const std::string& reader() const noexcept { return name_; }

    /// Whether a reader has the card and talks to it.
    [[nodiscard]] bool is_serving() const noexcept { return state_ == State::Serving; }

private:
    enum class State { Waiting, Connecting, Silent, Serving, Stopped };

    void try_after(SlotTiming::Duration delay);
    void connect();
    void resolve();
    void connect_to(const std::vector<boost::asio::ip::tcp::endpoint>& places);
    void limit_attempt();
    void connected();
    void begin_connection();
    void ready(bool ending) override;
    bool linger() override;
    void settled(const Result<void, std::string>& outcome) override;
    bool receive(Connection::Patience patience, bool until_empty);
    bool serve_messages();
    void serve_all();
    bool serve(ByteView message);
    bool control(Byte code);
    [[nodiscard]] ByteView atr() const;
    void report_power(Control control);
    Delivery transmit(ByteView command);
    Delivery exchange(ByteView command);
    [[nodiscard]] const emulator::Explanation& explanation() const;
    bool send(ByteView body);
    bool deliver(const Delivery& delivery);
    void hold_back(SlotTiming::Duration delay);
    bool send_rest();
    bool end_delivery();
    void leave();
    void check_health();
    void give_up(std::string_view reason);
    void report_waiting(std::string_view reason);
    void lose(std::string_view reason, SlotTiming::Duration away = {});
    void close();

    emulator::Card& card_;
    Place place_;
    std::string name_;
    SlotObserver& observer_;
    SlotTiming timing_;
    Intervention* intervention_;
    ReadyLoop& ready_loop_;
    boost::asio::ip::tcp::socket socket_; // until it is connected
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer retry_timer_;
    boost::asio::steady_timer health_timer_;
    boost::asio::steady_timer delay_timer_;
    Connection connection_;
    MessageReader reader_;
    Bytes frame_;               // being sent
    std::size_t sent_ = 0;      // of frame_
    bool may_wait_ = false;     // something that was not read
    bool is_held_ = false;      // until what the command changed lasts
    bool is_held_back_ = false; // by an intervention, with its ending
    Delivery::Ending ending_{};
    SlotTiming::Duration away_{};
    State state_ = State::Waiting;
    bool told_waiting_ = false;
    bool told_busy_ = false;
    bool heard_ = false; // anything since the last look
    SlotTiming::Duration quiet_{};
    std::uint64_t known_defects_ = 0; // of the card
};

} // namespace uicc::vpcd_bridge
