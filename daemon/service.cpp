#include "daemon/service.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "daemon/state_folder.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "profiles/loader/load_profile.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <map>

namespace uicc::daemon {
namespace {

using filesystem::Store;

Result<std::unique_ptr<Store>, std::string> open_store(const DaemonOptions& options)
{
    if (options.state.empty()) {
        return std::make_unique<filesystem::MemoryStore>();
    }
    TRY(make_state_folder(options.state));
    auto store = filesystem::SqliteStore::open(options.state / "vuicc.sqlite3");
    if (!store) {
        return tl::unexpected{store.error().what};
    }
    return std::move(*store);
}

std::unique_ptr<crypto::RandomSource> make_random(const DaemonOptions& options)
{
    if (options.seed) {
        return std::make_unique<crypto::SeededRandom>(*options.seed);
    }
    return std::make_unique<crypto::OpenSslRandom>();
}

class CardService final : public Service {
public:
    CardService(std::unique_ptr<Store> store,
                std::unique_ptr<crypto::RandomSource> random,
                std::shared_ptr<spdlog::logger> log)
        : store_{std::move(store)}, random_{std::move(random)}, log_{std::move(log)}, slot_log_{
                                                                                          log_}
    {}

    Result<void, std::string> add(
        const std::shared_ptr<const emulator::CardDescription>& description,
        const vpcd_bridge::Slot::Place& place)
    {
        const std::string name = card_name(*description);
        TRY(log_start(*description, name, place));
        auto card = emulator::make_card(description, name, *store_, *random_);
        if (!card) {
            return tl::unexpected{card.error().what};
        }
        cards_.push_back(std::move(*card));
        slots_.emplace_back(loop_, cards_.back(), place, slot_log_);
        return {};
    }

    void run(const std::function<void()>& ready) override
    {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (!error) {
                log_->info("stopping on {}", signal == SIGTERM ? "SIGTERM" : "SIGINT");
                std::ranges::for_each(slots_, &vpcd_bridge::Slot::stop);
            }
        });
        std::ranges::for_each(slots_, &vpcd_bridge::Slot::start);
        ready();
        loop_.run();
        for (const emulator::Card& card : cards_) {
            if (card.internal_errors() > 0) {
                log_->error("{}: {} commands failed inside the card", card.description().name,
                            card.internal_errors());
            }
        }
    }

private:
    /// ICCID; further cards with the same ICCID are told apart by a number.
    std::string card_name(const emulator::CardDescription& description)
    {
        const std::string iccid = profiles::identity_of(description).iccid;
        const std::string base = iccid.empty() ? description.name : iccid;
        const unsigned number = ++cards_named_[base];
        return number == 1 ? base : fmt::format("{}/{}", base, number);
    }

    Result<void, std::string> log_start(const emulator::CardDescription& description,
                                        const std::string& name,
                                        const vpcd_bridge::Slot::Place& place)
    {
        const auto known = store_->known_profiles(name);
        if (!known) {
            return tl::unexpected{known.error().what};
        }
        const bool continued = std::ranges::find(*known, description.profile_hash) != known->end();
        if (!continued && !known->empty()) {
            log_->warn(
                "{}: the profile has changed; the card starts afresh, what it kept under the "
                "old profile stays in the store",
                name);
        }
        log_->info("{}: {} for {}, {}", place.name(), description.name, name,
                   continued ? "with its earlier changes" : "as its profile describes it");
        return {};
    }

    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_{loop_, SIGTERM, SIGINT}; // a second one changes nothing
    std::unique_ptr<Store> store_;
    std::unique_ptr<crypto::RandomSource> random_;
    std::shared_ptr<spdlog::logger> log_;
    SlotLog slot_log_;
    std::map<std::string, unsigned> cards_named_;
    std::deque<emulator::Card> cards_; // slots refer to them
    std::deque<vpcd_bridge::Slot> slots_;
};

} // namespace

Result<std::unique_ptr<Service>, std::string> Service::create(const DaemonOptions& options,
                                                              const Descriptions& descriptions,
                                                              std::shared_ptr<spdlog::logger> log)
{
    auto store = TRY(open_store(options));
    auto service =
        std::make_unique<CardService>(std::move(store), make_random(options), std::move(log));
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        TRY(service->add(descriptions[i], options.readers[i]));
    }
    return service;
}

} // namespace uicc::daemon
