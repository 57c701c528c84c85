#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"
#include "vpcd-bridge/slot.hpp"

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include <mutex>
#include <netinet/tcp.h>
#include <thread>

namespace uicc::vpcd_bridge {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using test::from_hex;
using test::to_hex;

/// Far longer than anything here takes: a test fails by it, none waits for it.
constexpr auto patience = 20s;

class Events final : public SlotObserver {
public:
    void waiting(std::string_view /*reader*/, std::string_view /*reason*/) override
    {
        add("waiting");
    }
    void connected(std::string_view /*reader*/) override { add("connected"); }
    void busy(std::string_view /*reader*/) override { add("busy"); }
    void lost(std::string_view /*reader*/, std::string_view reason) override
    {
        add("lost: " + std::string{reason});
    }
    [[nodiscard]] bool wants_exchanges() const override { return true; }
    void exchanged(std::string_view /*reader*/, ByteView command, ByteView /*response*/) override
    {
        add("apdu " + to_hex(command.first(std::min<std::size_t>(command.size(), 4))));
    }

    bool await(const std::string& event)
    {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, [&] { return count(event) > 0; });
    }

    std::size_t how_often(const std::string& event)
    {
        const std::scoped_lock lock{mutex_};
        return count(event);
    }

private:
    void add(std::string event)
    {
        const std::scoped_lock lock{mutex_};
        events_.push_back(std::move(event));
        changed_.notify_all();
    }

    [[nodiscard]] std::size_t count(const std::string& event) const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            events_, [&](const std::string& known) { return known.starts_with(event); }));
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
};

/// Plays vpcd: listens, and talks to whatever card connects.
class Reader {
public:
    explicit Reader(std::uint16_t port = 0)
        : acceptor_{context_, tcp::endpoint{boost::asio::ip::address_v4::loopback(), port}}
    {}

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void accept()
    {
        socket_ = tcp::socket{context_};
        acceptor_.accept(socket_);
        const timeval limit{.tv_sec = 20, .tv_usec = 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }

    void send(std::string_view body) { send(from_hex(body)); }

    void send(ByteView body)
    {
        Bytes frame;
        encode_message(frame, body);
        boost::asio::write(socket_, boost::asio::buffer(frame));
    }

    void send_raw(std::string_view octets)
    {
        boost::asio::write(socket_, boost::asio::buffer(from_hex(octets)));
    }

    std::string receive()
    {
        std::array<Byte, 2> header{};
        boost::asio::read(socket_, boost::asio::buffer(header));
        Bytes body(static_cast<std::size_t>(header[0] << 8 | header[1]));
        boost::asio::read(socket_, boost::asio::buffer(body));
        return to_hex(body);
    }

    std::string ask(std::string_view body)
    {
        send(body);
        return receive();
    }

    /// Whether the card closes the connection without another octet.
    bool sees_end()
    {
        Byte octet = 0;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::buffer(&octet, 1), error);
        return error == boost::asio::error::eof || error == boost::asio::error::connection_reset;
    }

    void close() { socket_.close(); }
    void stop_listening() { acceptor_.close(); }
    tcp::socket& socket() { return socket_; }

private:
    boost::asio::io_context context_;
    tcp::acceptor acceptor_;
    tcp::socket socket_{context_};
};

constexpr SlotTiming quick{.retry = 10ms,
                           .pause_after_loss = 20ms,
                           .busy_after = 100ms,
                           .wedged_after = 200ms,
                           .check_every = 10ms};
constexpr SlotTiming patient{.retry = 10ms, .pause_after_loss = 20ms};

/// The test card in a slot, served by a loop of its own.
class CardInSlot {
public:
    CardInSlot(std::uint16_t port, const SlotTiming& timing)
        : slot_{loop_, card_.card(), {"127.0.0.1", std::to_string(port)}, events_, timing}
    {
        slot_.start();
        thread_ = std::thread{[this] { loop_.run(); }};
    }
    CardInSlot(const CardInSlot&) = delete;
    CardInSlot& operator=(const CardInSlot&) = delete;
    CardInSlot(CardInSlot&&) = delete;
    CardInSlot& operator=(CardInSlot&&) = delete;

    ~CardInSlot() { stop(); }

    void stop()
    {
        if (thread_.joinable()) {
            boost::asio::post(loop_, [this] { slot_.stop(); });
            thread_.join();
        }
    }

    Events& events() { return events_; }

private:
    boost::asio::io_context loop_;
    test::CardUnderTest card_;
    Events events_;
    Slot slot_;
    std::thread thread_;
};

class SlotTest : public testing::Test {
protected:
    Reader reader_;
};

constexpr const char* cold_atr_start = "3B";
constexpr const char* verify_pin1 = "0020000108 31323334FFFFFFFF";
constexpr const char* select_adn = "00A4080C04 7F106F3A";
constexpr const char* read_adn = "00B2010404";

TEST_F(SlotTest, AnswersAtrPollsInEveryStateAndNothingElseThatIsControl)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    const std::string atr = reader_.ask("04");
    EXPECT_TRUE(atr.starts_with(cold_atr_start));
    reader_.send("01");
    EXPECT_EQ(reader_.ask("04"), atr);
    EXPECT_EQ(reader_.ask(select_adn), "9000");
    EXPECT_EQ(reader_.ask("04"), atr) << "between two APDUs, without side effects";
    EXPECT_EQ(reader_.ask(read_adn), "6982");
    reader_.send("02");
    EXPECT_NE(reader_.ask("04"), atr) << "warm reset";
    reader_.send("00");
    EXPECT_EQ(reader_.ask("04"), atr);
    EXPECT_EQ(card.events().how_often("apdu"), 2U);
}

TEST_F(SlotTest, ResetAndPowerForgetWhatWasVerified)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    for (const char* control : {"02", "00", "01"}) {
        EXPECT_EQ(reader_.ask(verify_pin1), "9000");
        EXPECT_EQ(reader_.ask(select_adn), "9000");
        EXPECT_EQ(reader_.ask(read_adn), "4101AAAA9000");
        reader_.send(control);
        EXPECT_EQ(reader_.ask(select_adn), "9000");
        EXPECT_EQ(reader_.ask(read_adn), "6982");
    }
}

TEST_F(SlotTest, BeginsEveryConnectionInTheResetState)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    EXPECT_EQ(reader_.ask(verify_pin1), "9000");
    reader_.send_raw("0009 00A4"); // half a message
    reader_.close();
    EXPECT_TRUE(card.events().await("lost"));
    reader_.accept();
    EXPECT_EQ(reader_.ask(select_adn), "9000");
    EXPECT_EQ(reader_.ask(read_adn), "6982");
    EXPECT_EQ(card.events().how_often("connected"), 2U);
}

TEST_F(SlotTest, AnswersOddMessages)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    EXPECT_EQ(reader_.ask(""), "6700");
    EXPECT_EQ(reader_.ask("03"), "6700");
    EXPECT_EQ(reader_.ask("FF"), "6700");
    EXPECT_EQ(reader_.ask("00A4"), "6700");
    reader_.send(Bytes(0xFFFF, 0xEE));
    EXPECT_EQ(reader_.receive(), "6700");
}

TEST_F(SlotTest, ServesMessagesInPiecesAndInPairs)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    for (const char* piece : {"00", "05", "00", "A4", "00", "0C", "00"}) {
        reader_.send_raw(piece);
    }
    EXPECT_EQ(reader_.receive(), "9000");
    reader_.send_raw("0005 00A4000C00  0005 00B2000400  0001 04");
    EXPECT_EQ(reader_.receive(), "9000");
    EXPECT_EQ(reader_.receive(), "6986");
    EXPECT_TRUE(reader_.receive().starts_with(cold_atr_start));
}

TEST_F(SlotTest, SurvivesAReaderThatDoesNotRead)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    EXPECT_EQ(reader_.ask("00A4040C0A A0000000871002FF33FF"), "9000");
    EXPECT_EQ(reader_.ask("00A4000C02 6F0C"), "9000");
    const std::size_t commands = 20'000; // answers of 702 octets, far more than sockets buffer
    Bytes frame;
    encode_message(frame, from_hex("00B00000 0002BC"));
    std::thread writer{[&] {
        for (std::size_t i = 0; i < commands; ++i) {
            boost::asio::write(reader_.socket(), boost::asio::buffer(frame));
        }
    }};
    std::size_t good = 0;
    for (std::size_t i = 0; i < commands; ++i) {
        good += reader_.receive().ends_with("9000") ? 1U : 0U;
    }
    writer.join();
    EXPECT_EQ(good, commands);
}

TEST_F(SlotTest, TriesForEverAndSaysSoOnce)
{
    const std::uint16_t port = reader_.port();
    reader_.stop_listening();
    CardInSlot card{port, quick};
    ASSERT_TRUE(card.events().await("waiting"));
    std::this_thread::sleep_for(100ms); // some ten attempts
    EXPECT_EQ(card.events().how_often("waiting"), 1U);
    Reader late{port};
    late.accept();
    EXPECT_TRUE(late.ask("04").starts_with(cold_atr_start));
}

TEST_F(SlotTest, GivesABusySlotBackAndSaysSoOnce)
{
    CardInSlot card{reader_.port(), quick};
    reader_.accept(); // and never a word
    EXPECT_TRUE(card.events().await("busy"));
    EXPECT_TRUE(reader_.sees_end());
    reader_.accept();
    EXPECT_TRUE(reader_.sees_end());
    reader_.accept();
    EXPECT_TRUE(reader_.ask("04").starts_with(cold_atr_start));
    EXPECT_EQ(card.events().how_often("busy"), 1U);
    EXPECT_EQ(card.events().how_often("lost"), 0U);
}

TEST_F(SlotTest, FreesASlotThatItsHostHasWedged)
{
    CardInSlot card{reader_.port(), quick};
    reader_.accept();
    reader_.ask("04");
    reader_.send("02"); // what an "APDU" of one octet 02 looks like: vpcd now waits for ever
    EXPECT_TRUE(reader_.sees_end());
    EXPECT_TRUE(card.events().await("lost: the reader is stuck"));
    reader_.accept();
    EXPECT_TRUE(reader_.ask("04").starts_with(cold_atr_start));
}

TEST_F(SlotTest, StaysWhileTheReaderPolls)
{
    CardInSlot card{reader_.port(), quick};
    reader_.accept();
    for (int i = 0; i < 20; ++i) { // twice as long as a wedged slot is tolerated
        reader_.ask("04");
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(card.events().how_often("lost"), 0U);
}

TEST_F(SlotTest, WaitsAfterALossSoThatHostsSeeTheRemoval)
{
    const SlotTiming timing{.retry = 10ms, .pause_after_loss = 300ms};
    CardInSlot card{reader_.port(), timing};
    reader_.accept();
    reader_.ask("04");
    reader_.close();
    const auto begin = std::chrono::steady_clock::now();
    reader_.accept();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 290ms);
}

TEST_F(SlotTest, HasTheTimingThatHostsNeed)
{
    const SlotTiming timing;
    EXPECT_GE(timing.retry, 500ms);
    EXPECT_LE(timing.retry, 1000ms);
    EXPECT_EQ(timing.pause_after_loss, 800ms);
    EXPECT_EQ(timing.busy_after, 2s);
    EXPECT_EQ(timing.wedged_after, 3s);
}

TEST_F(SlotTest, TakesTheCardOutWhenItStops)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    reader_.ask("04");
    card.stop();
    EXPECT_TRUE(reader_.sees_end());
}

/// Debian's vpcd sends length and body apart; without the immediate acknowledgement each message
/// would cost 40 ms. The kernel tells whether the acknowledgement of the length is outstanding.
TEST_F(SlotTest, AcknowledgesAnIncompleteMessageAtOnce)
{
    CardInSlot card{reader_.port(), patient};
    reader_.accept();
    reader_.ask("04");
    for (int i = 0; i < 20; ++i) {
        reader_.send_raw("0001");
        std::this_thread::sleep_for(5ms); // below the 40 ms of a delayed acknowledgement
        tcp_info info{};
        socklen_t size = sizeof info;
        getsockopt(reader_.socket().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size);
        EXPECT_EQ(info.tcpi_unacked, 0U) << "round " << i;
        reader_.send_raw("04");
        reader_.receive();
    }
}

} // namespace
} // namespace uicc::vpcd_bridge
