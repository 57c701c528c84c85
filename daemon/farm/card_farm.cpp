#include "daemon/farm/card_farm.hpp"

#include <fmt/format.h>

#include <csignal>

namespace uicc::daemon {

CardFarm::Loop::Loop(filesystem::Store& shared_store)
    : guard{context.get_executor()}, store{shared_store}
{
    boost::asio::use_service<vpcd_bridge::ReadyLoop>(context).group_changes(store);
}

CardFarm::CardFarm(std::size_t loops,
                   filesystem::Store& store,
                   const CardSurroundings& surroundings)
    : surroundings_{surroundings}
{
    for (std::size_t i = 0; i < loops; ++i) {
        loops_.emplace_back(store);
    }
}

CardFarm::~CardFarm()
{
    for (auto& loop : loops_) {
        loop.context.stop();
    }
}

Result<HostedCard*, std::string> CardFarm::add(std::string name,
                                               const std::filesystem::path& profile,
                                               HostedCard::Describe describe)
{
    if (find(name) != nullptr) {
        return tl::unexpected{fmt::format("there is a card {} already", name)};
    }
    const std::size_t number = next_number_++;
    Loop& loop = loops_[number % loops_.size()];
    auto& card = cards_.emplace_back(std::move(name), profile, std::move(describe), number,
                                     loop.context, loop.store, surroundings_);
    by_name_.emplace(card.name(), &card);
    return &card;
}

void CardFarm::remove(HostedCard& card)
{
    on_loop(card, [](auto& one) { return one.remove(); });
    on_loop(card, [](auto&) { return true; }); // what the card itself had put off is done now
    by_name_.erase(card.name());
    cards_.remove_if([&card](const auto& one) { return &one == &card; });
}

HostedCard* CardFarm::find(std::string_view name)
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

void CardFarm::run(const std::function<void()>& ready)
{
    start_other_loops();
    ready();
    main_loop().run();
    threads_.clear(); // each ends when its cards are out
}

void CardFarm::start_other_loops()
{
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all); // signals are for the main thread
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (std::size_t i = 1; i < loops_.size(); ++i) {
        threads_.emplace_back([&loop = loops_[i].context] { loop.run(); });
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

std::vector<std::string> CardFarm::readers()
{
    std::vector<std::string> readers(cards_.size());
    for (Loop& loop : loops_) {
        ask(loop.context, [&] {
            std::size_t position = 0;
            for (HostedCard& card : cards_) {
                if (&card.loop() == &loop.context) {
                    readers[position] = card.reader();
                }
                ++position;
            }
        });
    }
    return readers;
}

void CardFarm::stop()
{
    for (Loop& loop : loops_) {
        boost::asio::post(loop.context, [this, &loop] {
            for (HostedCard& card : cards_) {
                if (&card.loop() == &loop.context) {
                    card.remove();
                }
            }
            loop.guard.reset();
        });
    }
}

} // namespace uicc::daemon
