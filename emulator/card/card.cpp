#include "emulator/card/card.hpp"

#include "emulator/card/card_state.hpp"

#include <utility>

namespace uicc::emulator {

using filesystem::CardMemory;

Card::Card(std::unique_ptr<State> state) : state_{std::move(state)} {}
Card::Card(Card&& other) noexcept = default;
Card& Card::operator=(Card&& other) noexcept = default;
Card::~Card() = default;

Result<Card, filesystem::StoreError> Card::create(
    std::shared_ptr<const CardDescription> description,
    const std::string& card_name,
    const Environment& environment)
{
    CardMemory memory = TRY(CardMemory::open(description->files, environment.store,
                                             {card_name, description->profile_hash}));
    return Card{std::make_unique<State>(std::move(description), std::move(memory), environment)};
}

ByteView Card::atr() const
{
    return state_->atr();
}

void Card::power_on()
{
    state_->start_over(state_->description().cold_atr);
}

void Card::reset()
{
    state_->start_over(state_->description().warm_atr);
}

void Card::power_off()
{
    state_->start_over(state_->description().cold_atr);
}

Bytes Card::transmit(ByteView command)
{
    auto result = state_->transmit(command);
    Bytes response = result ? std::move(result->data) : Bytes{};
    const StatusWord status = result ? result->status : result.error();
    response.push_back(status.sw1());
    response.push_back(status.sw2());
    return response;
}

std::optional<Bytes> Card::take_back(std::string_view reason)
{
    const auto status = state_->take_back(reason);
    return status ? std::optional{Bytes{status->sw1(), status->sw2()}} : std::nullopt;
}

void Card::set_hook(CommandHook* hook)
{
    state_->set_hook(hook);
}

bool Card::block_pin(filesystem::KeyReference reference)
{
    return state_->block_pin(reference);
}

Result<Card::Interior, filesystem::StoreError> Card::interior()
{
    return state_->interior();
}

const CardDescription& Card::description() const
{
    return state_->description();
}

const Explanation& Card::explanation() const
{
    return state_->explanation();
}

std::uint64_t Card::commands() const
{
    return state_->commands();
}

std::uint64_t Card::internal_errors() const
{
    return state_->internal_errors();
}

} // namespace uicc::emulator
