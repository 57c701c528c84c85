#include "daemon/farm/hosted_card.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace uicc::daemon {
namespace {

std::unique_ptr<crypto::RandomSource> make_random(std::optional<std::uint64_t> seed,
                                                  std::size_t number)
{
    if (seed) {
        return std::make_unique<crypto::SeededRandom>(*seed + number);
    }
    return std::make_unique<crypto::OpenSslRandom>();
}

/// Keeps the seeds of faults apart from those of cards.
constexpr std::size_t fault_randomness = std::size_t{1} << 32U;

} // namespace

HostedCard::HostedCard(std::string name,
                       std::filesystem::path profile,
                       Describe describe,
                       std::size_t number,
                       boost::asio::io_context& loop,
                       filesystem::CardStore& store,
                       const CardSurroundings& surroundings)
    : name_{std::move(name)}, profile_{std::move(profile)}, describe_{std::move(describe)},
      number_{number}, loop_{loop}, store_{store}, surroundings_{surroundings},
      tap_{name_, surroundings.observer, surroundings.events, surroundings.now}
{}

Result<DescriptionPtr, std::string> HostedCard::description()
{
    if (!description_) {
        description_ = TRY(describe_());
        describe_ = nullptr;
    }
    return description_;
}

Result<filesystem::CardKey, std::string> HostedCard::key()
{
    const DescriptionPtr described = TRY(description());
    return filesystem::CardKey{name_, described->profile_hash};
}

HostedCard::Outcome HostedCard::wake()
{
    if (card_) {
        return {};
    }
    const DescriptionPtr described = TRY(description());
    if (!random_) {
        random_ = make_random(surroundings_.seed, number_);
    }
    faulty_store_ = std::make_unique<faults::FaultyStore>(store_, faults());
    metered_store_ = make_store(*faulty_store_, *described);
    auto card = emulator::make_card(described, name_, *metered_store_, *random_);
    if (!card) {
        return tl::unexpected{card.error().what};
    }
    card_ = std::make_unique<emulator::Card>(std::move(*card));
    return {};
}

std::unique_ptr<MeteredStore> HostedCard::make_store(filesystem::CardStore& store,
                                                     const emulator::CardDescription& description)
{
    return std::make_unique<MeteredStore>(
        store, [this, files = description.files](std::span<const filesystem::StoreEntry> changes) {
            tap_.changed(reader(), *files, changes);
        });
}

/// Everything that outlives the power is in the store.
void HostedCard::sleep()
{
    if (card_) {
        past_commands_ += card_->commands();
        past_errors_ += card_->internal_errors();
        past_store_ += metered_store_->meter();
        faults().connected();
        card_.reset();
        metered_store_.reset();
        faulty_store_.reset();
    }
}

HostedCard::Outcome HostedCard::insert(const vpcd_bridge::Slot::Place& place, Arrival arrival)
{
    if (place_) {
        return tl::unexpected{fmt::format("{} is in the reader {}", name_, reader())};
    }
    TRY(wake());
    place_ = place;
    tap_.inserted(reader());
    return has_power_ ? connect(arrival) : Outcome{};
}

HostedCard::Outcome HostedCard::connect(Arrival arrival)
{
    TRY(wake());
    slot_ = std::make_shared<vpcd_bridge::Slot>(loop_, *card_, *place_, tap_,
                                                vpcd_bridge::SlotTiming{}, &faults());
    slot_->start(arrival);
    return {};
}

void HostedCard::disconnect()
{
    if (slot_) {
        slot_->stop();
        slot_.reset();
    }
    sleep();
}

bool HostedCard::remove()
{
    if (!place_) {
        return false;
    }
    disconnect();
    tap_.removed(reader());
    place_.reset();
    return true;
}

HostedCard::Outcome HostedCard::power(bool on)
{
    if (on == has_power_) {
        return {};
    }
    has_power_ = on;
    if (!on) {
        disconnect();
        tap_.powered(reader(), vpcd_bridge::PowerChange::Off, {});
    } else if (place_) {
        return connect(Arrival::AfterPause);
    }
    return {};
}

HostedCard::Outcome HostedCard::reset(Reset kind)
{
    if (kind == Reset::Reinsert && slot_) {
        slot_->bounce();
        return {};
    }
    TRY(wake_powered());
    if (kind == Reset::Warm) {
        card_->reset();
    } else {
        card_->power_on();
    }
    faults().switched(kind == Reset::Warm ? vpcd_bridge::Control::Reset
                                          : vpcd_bridge::Control::PowerOn);
    tap_.powered(reader(),
                 kind == Reset::Warm ? vpcd_bridge::PowerChange::WarmReset
                                     : vpcd_bridge::PowerChange::On,
                 faults().atr(*card_));
    return {};
}

HostedCard::Outcome HostedCard::wake_powered()
{
    if (!has_power_) {
        return tl::unexpected{fmt::format("{} has no power", name_)};
    }
    return wake();
}

Result<explanation::Answer, std::string> HostedCard::transmit(ByteView command)
{
    TRY(wake_powered());
    auto delivery = faults().transmit(*card_, command);
    explanation::Answer answer{.explanation = faults().explanation(*card_)};
    tap_.transmitted(reader(), command, delivery.answer, answer.explanation);
    answer.octets = TRY(plain_answer(std::move(delivery)));
    return answer;
}

faults::FaultInjector& HostedCard::faults()
{
    if (!faults_) {
        auto random = make_random(surroundings_.seed, fault_randomness + number_);
        auto& source = *random;
        faults_ = std::unique_ptr<CardFaults>{
            new CardFaults{std::move(random),
                           {source, [this](const auto& event) { tap_.happened(reader(), event); },
                            [this] { leave_reader(); }}}};
    }
    return faults_->injector;
}

/// The slot that says so is still at work.
void HostedCard::leave_reader()
{
    boost::asio::post(loop_, [this, left = slot_] {
        if (slot_ == left) {
            remove();
        }
    });
}

Result<Bytes, std::string> HostedCard::atr()
{
    TRY(wake_powered());
    const ByteView atr = faults().atr(*card_);
    return Bytes(atr.begin(), atr.end());
}

Result<emulator::Card::Interior, std::string> HostedCard::interior()
{
    TRY(wake());
    return card_->interior().map_error([](auto error) { return std::move(error.what); });
}

HostedCard::Outcome HostedCard::change_state(
    const std::function<Result<void, filesystem::StoreError>()>& change)
{
    disconnect();
    const auto changed = change();
    if (changed) {
        tap_.state_replaced(reader());
    }
    if (place_ && has_power_) {
        TRY(connect(Arrival::AfterPause));
    }
    if (!changed) {
        return tl::unexpected{changed.error().what};
    }
    return {};
}

std::uint64_t HostedCard::internal_errors() const
{
    return past_errors_ + (card_ ? card_->internal_errors() : 0);
}

CardStatus HostedCard::status()
{
    CardStatus status{.name = name_, .profile = profile_};
    if (const auto described = description()) {
        status.profile_name = (*described)->name;
        status.profile_hash = (*described)->profile_hash;
    }
    status.reader = reader();
    status.is_serving = slot_ && slot_->is_serving();
    status.has_power = has_power_;
    status.commands = past_commands_ + (card_ ? card_->commands() : 0);
    status.internal_errors = internal_errors();
    status.store = past_store_;
    if (metered_store_) {
        status.store += metered_store_->meter();
    }
    return status;
}

} // namespace uicc::daemon
