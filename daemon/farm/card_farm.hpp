#pragma once

#include "daemon/farm/hosted_card.hpp"
#include "daemon/farm/turn_store.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <deque>
#include <functional>
#include <future>
#include <list>
#include <string_view>
#include <thread>
#include <unordered_map>

namespace uicc::daemon {

/// The cards of a daemon on their event loops, one loop a thread. A card belongs to one loop and is
/// touched by no other thread. Cards are added, removed and looked up by one thread at a time: the
/// main one until the loops run, then that of the control server.
class CardFarm {
public:
    CardFarm(std::size_t loops, filesystem::Store& store, const CardSurroundings& surroundings);
    CardFarm(const CardFarm&) = delete;
    CardFarm& operator=(const CardFarm&) = delete;
    CardFarm(CardFarm&&) = delete;
    CardFarm& operator=(CardFarm&&) = delete;
    ~CardFarm();

    /// The error when the name is taken.
    Result<HostedCard*, std::string> add(std::string name,
                                         const std::filesystem::path& profile,
                                         HostedCard::Describe describe);

    /// Takes the card out of its reader and forgets it. The loops run.
    void remove(HostedCard& card);

    [[nodiscard]] HostedCard* find(std::string_view name);

    /// In the order in which they were added.
    [[nodiscard]] std::list<HostedCard>& cards() noexcept { return cards_; }

    /// The loop of the thread that calls run().
    [[nodiscard]] boost::asio::io_context& main_loop() noexcept { return loops_.front().context; }

    /// Runs all loops until stop() has taken all cards out; the other loops have begun when
    /// `ready` is called.
    void run(const std::function<void()>& ready);

    /// Takes all cards out; the loops then end. Callable from any thread, once.
    void stop();

    /// Does something with a card on its loop, waits, and passes the result on. The loops run, or
    /// the caller is in the thread of that loop.
    template <class Action>
    static auto on_loop(HostedCard& card, Action action)
    {
        return ask(card.loop(), [&] { return action(card); });
    }

    /// The reader of each card, in the order of cards(); asks each loop once. The loops run.
    [[nodiscard]] std::vector<std::string> readers();

private:
    struct Loop {
        explicit Loop(filesystem::Store& shared_store);

        boost::asio::io_context context{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard;
        TurnStore store;
    };

    template <class Action>
    static auto ask(boost::asio::io_context& loop, Action action)
    {
        if (loop.get_executor().running_in_this_thread()) {
            return action();
        }
        std::packaged_task<decltype(action())()> task{action};
        auto result = task.get_future();
        boost::asio::post(loop, [&task] { task(); });
        return result.get();
    }

    void start_other_loops();

    const CardSurroundings& surroundings_;
    std::deque<Loop> loops_;
    std::list<HostedCard> cards_; // never moved
    std::size_t next_number_ = 0;
    std::unordered_map<std::string_view, HostedCard*> by_name_;
    std::vector<std::jthread> threads_;
};

} // namespace uicc::daemon
