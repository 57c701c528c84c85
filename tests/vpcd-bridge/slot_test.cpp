#include "codec/hex.hpp"
#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"
#include "tests/vpcd-bridge/private_network.hpp"
#include "tests/vpcd-bridge/vpcd_reader.hpp"
#include "vpcd-bridge/slot.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <netinet/tcp.h>
#include <thread>

namespace uicc::vpcd_bridge {
namespace {

using namespace std::chrono_literals;
using test::from_hex;
using test::to_hex;
using test::VpcdReader;

/// Far longer than anything here takes: a test fails by it, none waits for it.
constexpr auto patience = 20s;

class Events final : public SlotObserver {
public:
    void waiting(std::string_view /*reader*/, std::string_view reason) override
    {
        add("waiting: " + std::string{reason});
    }
    void connected(std::string_view /*reader*/) override { add("connected"); }
    void busy(std::string_view /*reader*/) override { add("busy"); }
    void lost(std::string_view /*reader*/, std::string_view reason) override
    {
        add("lost: " + std::string{reason});
    }
    void powered(std::string_view /*reader*/, PowerChange change, ByteView atr) override
    {
        constexpr std::array names{"power on", "warm reset", "power off"};
        add(std::string{names.at(static_cast<std::size_t>(change))} +
            (atr.empty() ? "" : " " + codec::to_hex(atr)));
    }
    [[nodiscard]] bool wants_exchanges() const override { return true; }
    void exchanged(std::string_view /*reader*/,
                   ByteView /*command*/,
                   ByteView /*response*/,
                   const emulator::Explanation& explanation) override
    {
        add("apdu " + std::string{explanation.command});
    }
    void taken_back(std::string_view /*reader*/, std::string_view reason) override
    {
        add("taken back: " + std::string{reason});
    }
    void failed(std::string_view /*reader*/, const emulator::Explanation& explanation) override
    {
        add("failed: " + explanation.reason);
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

constexpr SlotTiming quick{.retry = 10ms,
                           .pause_after_loss = 20ms,
                           .busy_after = 100ms,
                           .wedged_after = 200ms,
                           .check_every = 10ms};
constexpr SlotTiming patient{.retry = 10ms, .pause_after_loss = 20ms};

/// The test card in a slot, served by a loop of its own.
class CardInSlot {
public:
    template <class... Card>
    CardInSlot(std::uint16_t port, const SlotTiming& timing, Card&&... card)
        : card_{std::forward<Card>(card)...},
          slot_{std::make_shared<Slot>(
              loop_, card_.card(), Slot::Place{"127.0.0.1", std::to_string(port)}, events_, timing)}
    {
        slot_->start();
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
            boost::asio::post(loop_, [this] { slot_->stop(); });
            thread_.join();
        }
    }

    Events& events() { return events_; }

private:
    boost::asio::io_context loop_;
    test::CardUnderTest card_;
    Events events_;
    std::shared_ptr<Slot> slot_;
    std::thread thread_;
};

class SlotTest : public testing::Test {
protected:
    VpcdReader reader_;
};

constexpr const char* cold_atr_start = "3B";
constexpr const char* select_mf = "00A4000C02 3F00";
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
    EXPECT_EQ(card.events().how_often("power on " + atr), 1U);
    EXPECT_EQ(card.events().how_often("warm reset 3B"), 1U);
    EXPECT_EQ(card.events().how_often("power off"), 1U);
    EXPECT_EQ(card.events().how_often("apdu"), 2U);
    EXPECT_EQ(card.events().how_often("apdu READ RECORD"), 1U);
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
            reader_.send_raw(frame);
        }
    }};
    std::size_t good = 0;
    for (std::size_t i = 0; i < commands; ++i) {
        good += reader_.receive().ends_with("9000") ? 1U : 0U;
    }
    writer.join();
    EXPECT_EQ(good, commands);
}

TEST_F(SlotTest, NoticesAnEndThatComesTogetherWithData)
{
    CardInSlot card{reader_.port(), patient};
    for (int i = 0; i < 20; ++i) {
        reader_.accept();
        reader_.send_raw("0001 01  0001");
        reader_.close();
    }
    reader_.accept();
    EXPECT_TRUE(reader_.ask("04").starts_with(cold_atr_start));
    EXPECT_EQ(card.events().how_often("lost: closed by the reader"), 20U);
}

TEST_F(SlotTest, SharesItsLoopFairly)
{
    boost::asio::io_context loop;
    VpcdReader quiet_reader;
    Events events;
    test::CardUnderTest busy_card;
    test::CardUnderTest quiet_card;
    const auto slot_for = [&](test::CardUnderTest& card, const VpcdReader& reader) {
        return std::make_shared<Slot>(loop, card.card(),
                                      Slot::Place{"127.0.0.1", std::to_string(reader.port())},
                                      events, patient);
    };
    const auto busy = slot_for(busy_card, reader_);
    const auto quiet = slot_for(quiet_card, quiet_reader);
    busy->start();
    quiet->start();
    std::thread server{[&] { loop.run(); }};
    reader_.accept();
    quiet_reader.accept();
    std::atomic<bool> ends = false;
    std::thread flood{[&] {
        const Bytes controls = from_hex("000101 000101 000101 000101"); // never answered
        try {
            while (!ends) {
                reader_.send_raw(controls);
            }
        } catch (const std::runtime_error&) { // the connection ends first
        }
    }};
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(quiet_reader.ask(select_mf), "9000");
    }
    boost::asio::post(loop, [&] {
        ends = true;
        busy->stop();
        quiet->stop();
    });
    server.join();
    flood.join();
}

/// Does with the first answer what it is told.
class Interfering final : public Intervention {
public:
    explicit Interfering(Delivery delivery) : delivery_{std::move(delivery)} {}

    Delivery transmit(emulator::Card& card, ByteView command) override
    {
        Bytes answer = card.transmit(command);
        return std::exchange(is_first_, false) ? delivery_ : Delivery{.answer = std::move(answer)};
    }
    const emulator::Explanation& explanation(const emulator::Card& card) const override
    {
        return card.explanation();
    }
    ByteView atr(const emulator::Card& /*card*/) const override { return atr_; }
    void connected() override { ++connections; }
    void switched(Control control) override { last = control; }
    void removed() override { ++removals; }

    std::atomic<int> connections = 0;
    std::atomic<int> removals = 0;
    std::atomic<Control> last{};

private:
    Delivery delivery_;
    Bytes atr_ = from_hex("3B00");
    bool is_first_ = true;
};

/// Two test cards on one loop, an intervention at the first.
class InterventionTest : public testing::Test {
protected:
    void serve(Delivery delivery, const SlotTiming& timing = patient)
    {
        interfering_.emplace(std::move(delivery));
        start(card_, reader_, timing, &*interfering_);
        start(other_card_, other_reader_, patient, nullptr);
        thread_ = std::thread{[this] { loop_.run(); }};
        reader_.accept();
        other_reader_.accept();
    }

    void TearDown() override
    {
        boost::asio::post(loop_, [this] {
            for (const auto& slot : slots_) {
                slot->stop();
            }
        });
        thread_.join();
    }

    void start(test::CardUnderTest& card,
               const VpcdReader& reader,
               const SlotTiming& timing,
               Intervention* intervention)
    {
        slots_.push_back(std::make_shared<Slot>(
            loop_, card.card(), Slot::Place{"127.0.0.1", std::to_string(reader.port())}, events_,
            timing, intervention));
        slots_.back()->start();
    }

    VpcdReader reader_;
    VpcdReader other_reader_;
    test::CardUnderTest card_;
    test::CardUnderTest other_card_;
    Events events_;
    std::optional<Interfering> interfering_;
    boost::asio::io_context loop_;
    std::vector<std::shared_ptr<Slot>> slots_;
    std::thread thread_;
};

TEST_F(InterventionTest, HoldsAnAnswerBackLongerThanAReaderMayBeStuck)
{
    serve({.answer = {0x90, 0x00}, .after = 500ms},
          {.retry = 10ms, .wedged_after = 200ms, .check_every = 10ms});
    const auto begin = std::chrono::steady_clock::now();
    reader_.send_raw("0007 00A4000C023F00  0001 04"); // the poll waits for the answer
    EXPECT_EQ(other_reader_.ask(select_mf), "9000");
    EXPECT_EQ(reader_.receive(), "9000");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 500ms);
    EXPECT_EQ(reader_.receive(), "3B00");
    EXPECT_EQ(events_.how_often("lost: the reader is stuck"), 0U);
}

TEST_F(InterventionTest, EndsSilenceWithTheConnection)
{
    serve({.after = 100ms, .ending = Delivery::Ending::Lost});
    reader_.send(select_mf);
    EXPECT_TRUE(events_.await("lost: closed by a fault"));
    reader_.accept();
    EXPECT_EQ(reader_.ask(select_mf), "9000");
    EXPECT_EQ(interfering_->connections, 2);
    EXPECT_EQ(interfering_->removals, 0);
}

TEST_F(InterventionTest, AnswersAndThenEndsTheConnection)
{
    serve({.answer = {0x90, 0x00}, .ending = Delivery::Ending::Lost});
    EXPECT_EQ(reader_.ask(select_mf), "9000");
    EXPECT_TRUE(events_.await("lost: closed by a fault"));
    reader_.accept();
    EXPECT_EQ(reader_.ask(select_mf), "9000");
}

TEST_F(InterventionTest, StaysAwayWhenItIsRemoved)
{
    serve({.ending = Delivery::Ending::Removed});
    reader_.send(select_mf);
    EXPECT_TRUE(events_.await("lost: removed by a fault"));
    EXPECT_EQ(other_reader_.ask(select_mf), "9000");
    EXPECT_EQ(interfering_->removals, 1);
}

TEST_F(InterventionTest, HearsOfReadersThatGoWhileItHoldsAnAnswerBack)
{
    serve({.answer = {0x90, 0x00}, .after = 20s});
    reader_.send(select_mf);
    EXPECT_EQ(other_reader_.ask(select_mf), "9000");
    reader_.close();
    EXPECT_TRUE(events_.await("lost: closed by the reader"));
    reader_.accept();
    EXPECT_EQ(reader_.ask(select_mf), "9000");
}

TEST_F(InterventionTest, HearsOfSwitches)
{
    serve({});
    reader_.send("02");
    EXPECT_EQ(reader_.ask("04"), "3B00");
    EXPECT_EQ(interfering_->last, Control::Reset);
    reader_.send("01");
    EXPECT_EQ(reader_.ask("04"), "3B00");
    EXPECT_EQ(interfering_->last, Control::PowerOn);
}

/// Breaks in the middle of a command.
class BrokenStore final : public filesystem::CardStore {
public:
    Result<std::vector<filesystem::StoreEntry>, filesystem::StoreError> load(
        const filesystem::CardKey& /*card*/) override
    {
        return std::vector<filesystem::StoreEntry>{};
    }
    Result<void, filesystem::StoreError> apply(
        const filesystem::CardKey& /*card*/,
        std::span<const filesystem::StoreEntry> /*changes*/) override
    {
        throw std::runtime_error{"broken store"};
    }
};

TEST_F(SlotTest, ReportsADefectOfTheCardAndGoesOn)
{
    BrokenStore store;
    CardInSlot card{reader_.port(), patient, test::describe_test_card(), store};
    reader_.accept();
    EXPECT_EQ(reader_.ask(verify_pin1), "6F00");
    EXPECT_EQ(reader_.ask(select_mf), "9000");
    EXPECT_EQ(card.events().how_often("failed: internal error: broken store"), 1U);
}

TEST_F(SlotTest, TriesForEverAndSaysSoOnce)
{
    const std::uint16_t port = reader_.port();
    reader_.stop_listening();
    CardInSlot card{port, quick};
    ASSERT_TRUE(card.events().await("waiting"));
    std::this_thread::sleep_for(100ms); // some ten attempts
    EXPECT_EQ(card.events().how_often("waiting"), 1U);
    VpcdReader late{port};
    late.accept();
    EXPECT_TRUE(late.ask("04").starts_with(cold_atr_start));
}

/// vpcd listens with a queue of one: what a third card sends is dropped without an answer.
TEST_F(SlotTest, GivesUpAnAttemptThatNobodyAnswers)
{
    VpcdReader full{0, 0};
    std::vector<test::TestSocket> others;
    for (int i = 0; i < 4; ++i) {
        others.push_back(test::begin_to_connect(full.port()));
    }
    CardInSlot card{full.port(), {.retry = 10ms, .give_up_after = 50ms}};
    ASSERT_TRUE(card.events().await("waiting: no answer"));
    others.clear();
    for (bool is_card = false; !is_card;) {
        full.accept();
        full.send("04");
        is_card = !full.sees_end();
    }
}

/// The ports of vpcd lie in the range from which the kernel serves outgoing connections.
/// The last attempt that met itself may still hold the port.
VpcdReader reader_at_taken_port(std::uint16_t port)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        try {
            return VpcdReader{port};
        } catch (const std::system_error& error) {
            if (error.code() != std::errc::address_in_use ||
                std::chrono::steady_clock::now() > deadline) {
                throw;
            }
        }
    }
}

TEST_F(SlotTest, DoesNotTakeItselfForAReader)
{
    EXPECT_TRUE(test::succeeds_in_private_network([] {
        constexpr std::uint16_t port = 40000;
        test::set_ports_for_connections("40000 40000");
        CardInSlot card{port, quick};
        EXPECT_TRUE(card.events().await("waiting: nobody listens"));
        test::set_ports_for_connections("40001 50000");
        VpcdReader reader = reader_at_taken_port(port);
        reader.accept();
        EXPECT_TRUE(reader.ask("04").starts_with(cold_atr_start));
        EXPECT_EQ(card.events().how_often("busy"), 0U);
    }));
}

/// Fails when it is told to, by any thread, and counts.
class CountingGroup final : public ChangeGroup {
public:
    void begin() override { ++begun_; }
    Result<void, std::string> end() override
    {
        return fails_ ? Result<void, std::string>{tl::unexpected{std::string{"the disk is full"}}}
                      : Result<void, std::string>{};
    }
    void fail() { fails_ = true; }
    [[nodiscard]] int begun() const { return begun_; }

private:
    std::atomic<bool> fails_{false};
    std::atomic<int> begun_{0};
};

using Answers = std::pair<std::string, std::string>;

/// Two cards in two slots of one loop.
class TurnTest : public testing::Test {
protected:
    void SetUp() override
    {
        boost::asio::use_service<ReadyLoop>(loop_).group_changes(group_);
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            const Slot::Place place{"127.0.0.1", std::to_string(readers_[i].port())};
            slots_[i] = std::make_shared<Slot>(loop_, cards_[i].card(), place, events_, patient);
            slots_[i]->start();
        }
        thread_ = std::thread{[this] { loop_.run(); }};
        for (VpcdReader& reader : readers_) {
            reader.accept();
            EXPECT_TRUE(reader.ask("04").starts_with("3B"));
        }
    }

    void TearDown() override
    {
        boost::asio::post(loop_, [this] {
            for (const auto& slot : slots_) {
                slot->stop();
            }
        });
        thread_.join();
    }

    /// Both readers ask while the loop is busy with something else, so it finds both at once.
    Answers ask_together(std::string_view first, std::string_view second)
    {
        std::promise<void> asked;
        std::promise<void> is_busy;
        boost::asio::post(loop_, [&] {
            is_busy.set_value();
            asked.get_future().wait();
        });
        is_busy.get_future().wait();
        readers_[0].send(first);
        readers_[1].send(second);
        asked.set_value();
        const std::string answer = readers_[0].receive();
        return {answer, readers_[1].receive()};
    }

    CountingGroup group_;
    boost::asio::io_context loop_;
    std::array<test::CardUnderTest, 2> cards_;
    std::array<VpcdReader, 2> readers_;
    Events events_;
    std::array<std::shared_ptr<Slot>, 2> slots_;
    std::thread thread_;
};

constexpr const char* verify_wrong = "0020000108 30303030FFFFFFFF";

TEST_F(TurnTest, AnswersOfTwoReadersWaitForOneGroup)
{
    const int before = group_.begun();
    EXPECT_EQ(ask_together(verify_wrong, select_mf), (Answers{"63C2", "9000"}));
    EXPECT_GT(group_.begun(), before);
    EXPECT_EQ(readers_[0].ask(verify_pin1), "9000");
    EXPECT_EQ(readers_[1].ask(verify_pin1), "9000");
}

TEST_F(TurnTest, ALostGroupIsAnsweredWith6581WhereSomethingHadChanged)
{
    group_.fail();
    EXPECT_EQ(ask_together(verify_wrong, select_mf), (Answers{"6581", "9000"}));
    EXPECT_EQ(events_.how_often("taken back: the disk is full"), 1U);
    EXPECT_EQ(ask_together("04", select_mf).second, "9000"); // nothing is taken back twice
    EXPECT_EQ(events_.how_often("taken back"), 1U);
}

TEST_F(TurnTest, AReaderThatLeavesInATurnHarmsNobody)
{
    readers_[0].close();
    EXPECT_EQ(readers_[1].ask(select_mf), "9000");
    EXPECT_EQ(readers_[1].ask(verify_pin1), "9000");
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
    EXPECT_LE(timing.give_up_after, 2s);
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
        getsockopt(reader_.connection(), IPPROTO_TCP, TCP_INFO, &info, &size);
        EXPECT_EQ(info.tcpi_unacked, 0U) << "round " << i;
        reader_.send_raw("04");
        reader_.receive();
    }
}

} // namespace
} // namespace uicc::vpcd_bridge
