#include "daemon/service.hpp"

#include "daemon/control/control_server.hpp"
#include "daemon/control/openrpc.hpp"
#include "daemon/farm/card_farm.hpp"
#include "daemon/farm/card_methods.hpp"
#include "daemon/farm/kept_state.hpp"
#include "daemon/farm/methods/event_methods.hpp"
#include "daemon/state_folder.hpp"
#include "filesystem/store/memory_store.hpp"
#include "filesystem/store/sqlite_store.hpp"
#include "filesystem/store/synchronized_store.hpp"

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace uicc::daemon {
namespace {

using filesystem::Store;

Result<std::unique_ptr<Store>, std::string> open_store(const DaemonOptions& options)
{
    if (options.state.empty()) {
        return std::make_unique<filesystem::MemoryStore>();
    }
    TRY(make_state_folder(options.state));
    auto store = filesystem::SqliteStore::open(options.state / "vuicc.sqlite3", options.durability);
    if (!store) {
        const bool in_use = store.error().kind == filesystem::StoreError::Kind::InUse;
        return tl::unexpected{store.error().what +
                              (in_use ? "; name another folder with --state, or keep nothing with "
                                        "--volatile"
                                      : "")};
    }
    return std::move(*store);
}

std::string cards(std::size_t count)
{
    return fmt::format("{} {}", count, count == 1 ? "card" : "cards");
}

class CardService final : public Service {
public:
    CardService(const DaemonOptions& options,
                std::unique_ptr<Store> store,
                std::shared_ptr<spdlog::logger> log)
        : store_{std::move(store)}, log_{std::move(log)}, slot_log_{log_},
          surroundings_{slot_log_, events_, options.seed}, farm_{options.loops, shared_store_,
                                                                 surroundings_}
    {}

    /// Before the cards do anything.
    Result<void, std::string> open_traces(const DaemonOptions& options)
    {
        auto how = options.trace_options;
        how.report = [log = log_](const std::string& sentence) { log->warn("{}", sentence); };
        for (const trace::TraceSpec& spec : options.traces) {
            events_.attach(TRY(trace::open_trace(spec, how)));
        }
        return {};
    }

    Result<void, std::string> start(const DaemonOptions& options, std::vector<CardSource> sources)
    {
        TRY(open_traces(options));
        const std::size_t planned = sources.size();
        if (options.names_readers && options.readers.size() > planned) {
            return tl::unexpected{fmt::format("{} readers and {}: name a --profile for each",
                                              options.readers.size(), cards(planned))};
        }
        TRY(bring_back_forks(shared_store_, sources, options.kept_state));
        TRY(settle_kept_states(shared_store_, sources, options.kept_state, *log_));
        std::size_t number = 0;
        for (CardSource& source : sources) {
            HostedCard* const card =
                TRY(farm_.add(source.name, source.profile, std::move(source.describe)));
            if (number < std::min(planned, options.readers.size())) {
                TRY(insert(*card, options.readers[number]));
            }
            ++number;
        }
        if (number > options.readers.size()) {
            const std::size_t waiting = number - options.readers.size();
            log_->info("{} {} without a reader", cards(waiting), waiting == 1 ? "waits" : "wait");
        }
        return open_control(options);
    }

    void run(const std::function<void()>& ready) override
    {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (!error) {
                log_->info("stopping on {}", signal == SIGTERM ? "SIGTERM" : "SIGINT");
                stop();
            }
        });
        farm_.run([&] {
            if (control_) {
                control_->start();
            }
            ready();
        });
        report_defects();
    }

private:
    Result<void, std::string> insert(HostedCard& card, const vpcd_bridge::Slot::Place& place)
    {
        const filesystem::CardKey key = TRY(card.key());
        const auto kept = shared_store_.load(key); // snapshots alone change nothing
        TRY(card.insert(place, HostedCard::Arrival::AtOnce));
        const DescriptionPtr description = TRY(card.description());
        const bool continued = kept && !kept->empty();
        log_->info("{}: {} for {}, {}", place.name(), description->name, card.name(),
                   continued ? "with its earlier changes" : "as its profile describes it");
        return {};
    }

    /// Without a socket the cards are still of use, unless the user named one.
    Result<void, std::string> open_control(const DaemonOptions& options)
    {
        if (!options.has_control) {
            return {};
        }
        const auto path = options.control.value_or(control::default_control_path());
        control::Methods server_methods;
        const methods::Surroundings daemon{.farm = farm_,
                                           .store = shared_store_,
                                           .log = *log_,
                                           .allow_remote = options.allow_remote};
        add_card_methods(server_methods, daemon);
        methods::add_event_methods(server_methods, daemon, events_);
        control::add_discovery(server_methods);
        auto server = control::ControlServer::listen(path, std::move(server_methods));
        if (server) {
            control_ = std::move(*server);
            log_->info("listening to vuicc at {}", path.string());
        } else if (options.control) {
            return tl::unexpected{server.error()};
        } else {
            log_->warn("vuicc cannot reach this daemon: {}", server.error());
        }
        return {};
    }

    /// First the control server: it waits for loops that must not have ended.
    void stop()
    {
        if (control_) {
            control_->stop([this] { farm_.stop(); });
        } else {
            farm_.stop();
        }
    }

    void report_defects()
    {
        for (HostedCard& card : farm_.cards()) {
            if (const auto errors = card.internal_errors(); errors > 0) {
                log_->error("{}: {} commands failed inside the card", card.name(), errors);
            }
        }
    }

    std::unique_ptr<Store> store_;
    filesystem::SynchronizedStore shared_store_{*store_};
    std::shared_ptr<spdlog::logger> log_;
    SlotLog slot_log_;
    trace::EventHub events_;
    CardSurroundings surroundings_;
    CardFarm farm_;
    boost::asio::signal_set signals_{farm_.main_loop(), SIGTERM, SIGINT}; // a second one: nothing
    std::unique_ptr<control::ControlServer> control_;
};

} // namespace

Result<std::unique_ptr<Service>, std::string> Service::create(const DaemonOptions& options,
                                                              std::vector<CardSource> sources,
                                                              std::shared_ptr<spdlog::logger> log)
{
    auto store = TRY(open_store(options));
    auto service = std::make_unique<CardService>(options, std::move(store), std::move(log));
    TRY(service->start(options, std::move(sources)));
    return service;
}

} // namespace uicc::daemon
