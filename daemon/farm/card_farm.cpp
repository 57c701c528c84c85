#include "daemon/farm/card_farm.hpp"

#include <fmt/format.h>

#include <csignal>

namespace uicc::daemon {

CardFarm::CardFarm(std::size_t loops, const CardSurroundings& surroundings)
    : surroundings_{surroundings}
{
    for (std::size_t i = 0; i < loops; ++i) {
        auto& loop = loops_.emplace_back(1);
        guards_.emplace_back(loop.get_executor());
    }
}

CardFarm::~CardFarm()
{
    for (auto& loop : loops_) {
        loop.stop();
    }
}

Result<HostedCard*, std::string> CardFarm::add(std::string name,
                                               const std::filesystem::path& profile,
                                               HostedCard::Describe describe)
{
    if (find(name) != nullptr) {
        return tl::unexpected{fmt::format("there is a card {} already", name)};
    }
    const std::size_t number = cards_.size();
    auto& card = cards_.emplace_back(std::move(name), profile, std::move(describe), number,
                                     loops_[number % loops_.size()], surroundings_);
    by_name_.emplace(card.name(), &card);
    return &card;
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
    loops_.front().run();
    threads_.clear(); // each ends when its cards are out
}

void CardFarm::start_other_loops()
{
    sigset_t all{};
    sigset_t before{};
    sigfillset(&all); // signals are for the main thread
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (std::size_t i = 1; i < loops_.size(); ++i) {
        threads_.emplace_back([&loop = loops_[i]] { loop.run(); });
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

std::vector<std::string> CardFarm::readers()
{
    std::vector<std::string> readers(cards_.size());
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        ask(loops_[i], [&] {
            for_each_card_of(
                i, [&](std::size_t number) { readers[number] = cards_[number].reader(); });
        });
    }
    return readers;
}

void CardFarm::stop()
{
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        boost::asio::post(loops_[i], [this, i] {
            for_each_card_of(i, [this](std::size_t number) { cards_[number].remove(); });
            guards_[i].reset();
        });
    }
}

} // namespace uicc::daemon
