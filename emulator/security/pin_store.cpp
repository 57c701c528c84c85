#include "emulator/security/pin_store.hpp"

#include "emulator/security/tries_left.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator {
namespace {

using filesystem::FileIndex;
using filesystem::KeyReference;

/// Layout of a kept PIN: tries, unblock tries, flags, value, unblock value (8 octets or none).
constexpr std::size_t value_offset = 3;
constexpr std::size_t unblock_offset = value_offset + pin_size;
constexpr Byte enabled_flag = 0x01;
constexpr Byte replaced_flag = 0x02;

std::string cell_key(const PinDefinition& pin, const filesystem::CardMemory& memory)
{
    const auto reference = static_cast<unsigned>(pin.reference);
    return pin.application
               ? fmt::format("pin/{}/{:02X}", memory.image().path(*pin.application), reference)
               : fmt::format("pin/{:02X}", reference);
}

SecureBytes serialise(const PinStore::Pin& pin)
{
    const PinDefinition& state = pin.definition;
    const int flags = (state.enabled ? enabled_flag : 0) | (pin.replaced ? replaced_flag : 0);
    SecureBytes octets{static_cast<Byte>(state.tries_left),
                       static_cast<Byte>(state.unblock_tries_left), static_cast<Byte>(flags)};
    octets.insert(octets.end(), state.value.begin(), state.value.end());
    octets.insert(octets.end(), state.unblock_value.begin(), state.unblock_value.end());
    return octets;
}

void restore(PinStore::Pin& pin, ByteView kept)
{
    if (kept.size() < unblock_offset) {
        return;
    }
    PinDefinition& state = pin.definition;
    state.tries_left = kept[0];
    state.unblock_tries_left = kept[1];
    state.enabled = (kept[2] & enabled_flag) != 0;
    pin.replaced = (kept[2] & replaced_flag) != 0;
    state.value = secure_copy(kept.subspan(value_offset, pin_size));
    state.unblock_value = secure_copy(kept.subspan(unblock_offset));
}

constexpr Byte application_pin_in_use = 0x01; // security environment, TS 102 221 §9.2.7

constexpr bool is_application_pin(KeyReference reference) noexcept
{
    return reference >= KeyReference{0x01} && reference <= KeyReference{0x08};
}

} // namespace

PinStore::PinStore(std::span<const PinDefinition> definitions, filesystem::CardMemory& memory)
    : definitions_{definitions}, pins_(definitions.size()), memory_{&memory}
{
    reload(Verification(definitions.size()));
}

void PinStore::reload(const Verification& verified)
{
    for (std::size_t i = 0; i < pins_.size(); ++i) {
        pins_[i] = Pin{.definition = definitions_[i]};
        if (const auto kept = memory_->cell(cell_key(definitions_[i], *memory_))) {
            restore(pins_[i], *kept);
        }
        pins_[i].verified = verified[i] && pins_[i].definition.tries_left > 0;
    }
}

void PinStore::copy_verification(Verification& verified) const
{
    verified.resize(pins_.size());
    std::transform(pins_.begin(), pins_.end(), verified.begin(),
                   [](const Pin& pin) { return pin.verified; });
}

const PinStore::Pin* PinStore::find(KeyReference reference,
                                    std::optional<FileIndex> application) const
{
    const auto found = std::ranges::find_if(pins_, [&](const Pin& pin) {
        return pin.definition.reference == reference &&
               (!pin.definition.application || pin.definition.application == application);
    });
    return found == pins_.end() ? nullptr : &*found;
}

PinStore::Pin* PinStore::find(KeyReference reference, std::optional<FileIndex> application)
{
    return const_cast<Pin*>(std::as_const(*this).find(reference, application)); // NOLINT
}

/// The state changes here only once the memory has it. What the profile says needs no keeping.
bool PinStore::store(Pin& pin, Pin changed)
{
    const PinDefinition& profile = definitions_[static_cast<std::size_t>(&pin - pins_.data())];
    const std::string key = cell_key(pin.definition, *memory_);
    SecureBytes state = serialise(changed);
    if (state == serialise(Pin{.definition = profile})) {
        memory_->clear_cell(key);
    } else {
        memory_->set_cell(key, std::move(state));
    }
    if (!memory_->commit()) {
        return false;
    }
    pin = std::move(changed);
    return true;
}

std::optional<std::string> describe_pin_cell(std::string_view key, ByteView cell)
{
    if (!key.starts_with("pin/") || cell.size() < unblock_offset) {
        return std::nullopt;
    }
    const int flags = cell[2];
    const std::string_view state = (flags & replaced_flag) != 0  ? "replaced by the universal PIN"
                                   : (flags & enabled_flag) != 0 ? "enabled"
                                                                 : "disabled";
    return fmt::format("{} tries left, {} to unblock, {}", cell[0], cell[1], state);
}

/// Counts the try, stores it, and only then compares.
PinOutcome PinStore::present(Pin& pin, bool unblocking, ByteView secret)
{
    Pin counted = pin;
    unsigned& tries =
        unblocking ? counted.definition.unblock_tries_left : counted.definition.tries_left;
    if (tries == 0) {
        return PinOutcome::Blocked;
    }
    --tries;
    counted.verified = pin.verified && counted.definition.tries_left > 0;
    if (!store(pin, std::move(counted))) {
        return PinOutcome::StoreFailure;
    }
    const PinDefinition& state = pin.definition;
    const bool correct =
        equal_in_constant_time(secret, unblocking ? state.unblock_value : state.value);
    return correct ? PinOutcome::Correct : PinOutcome::Wrong;
}

/// What a correct value brings about is stored at once with the new counter.
template <class Consequence>
PinOutcome PinStore::present_pin(Pin& pin, ByteView value, Consequence consequence)
{
    const PinOutcome outcome = present(pin, false, value);
    if (outcome != PinOutcome::Correct) {
        return outcome;
    }
    Pin verified = pin;
    verified.definition.tries_left = verified.definition.max_tries;
    verified.verified = true;
    consequence(verified);
    return store(pin, std::move(verified)) ? PinOutcome::Correct : PinOutcome::StoreFailure;
}

PinOutcome PinStore::verify(Pin& pin, ByteView value)
{
    return present_pin(pin, value, [](Pin&) {});
}

PinOutcome PinStore::change(Pin& pin, ByteView value, ByteView new_value)
{
    return present_pin(pin, value,
                       [&](Pin& changed) { changed.definition.value = secure_copy(new_value); });
}

PinOutcome PinStore::enable(Pin& pin, ByteView value)
{
    return present_pin(pin, value, [](Pin& enabled) {
        enabled.definition.enabled = true;
        enabled.replaced = false;
    });
}

PinOutcome PinStore::disable(Pin& pin, ByteView value, bool replaced)
{
    return present_pin(pin, value, [&](Pin& disabled) {
        disabled.definition.enabled = false;
        disabled.replaced = replaced;
    });
}

PinOutcome PinStore::unblock(Pin& pin, ByteView unblock_value, ByteView new_value)
{
    const PinOutcome outcome = present(pin, true, unblock_value);
    if (outcome != PinOutcome::Correct) {
        return outcome;
    }
    Pin unblocked = pin;
    PinDefinition& state = unblocked.definition;
    state.value = secure_copy(new_value);
    state.tries_left = state.max_tries;
    state.unblock_tries_left = state.max_unblock_tries;
    state.enabled = true;
    unblocked.replaced = false;
    unblocked.verified = true;
    return store(pin, std::move(unblocked)) ? PinOutcome::Correct : PinOutcome::StoreFailure;
}

bool PinStore::block(KeyReference reference)
{
    bool found = false;
    for (Pin& pin : pins_) {
        if (pin.definition.reference != reference) {
            continue;
        }
        if (!adjust(pin, {.tries_left = 0})) {
            return false;
        }
        found = true;
    }
    return found;
}

bool PinStore::adjust(Pin& pin, Adjustment adjustment)
{
    Pin adjusted = pin;
    PinDefinition& state = adjusted.definition;
    state.tries_left = adjustment.tries_left.value_or(state.tries_left);
    state.unblock_tries_left = adjustment.unblock_tries_left.value_or(state.unblock_tries_left);
    if (adjustment.enabled) {
        state.enabled = *adjustment.enabled;
        adjusted.replaced = false;
    }
    if (!adjustment.value.empty()) {
        state.value = std::move(adjustment.value);
    }
    adjusted.verified = pin.verified && state.tries_left > 0;
    return store(pin, std::move(adjusted));
}

bool PinStore::is_replacement_in_use() const
{
    return std::ranges::any_of(pins_, &Pin::replaced);
}

bool PinStore::is_replacement_in_use(std::span<const KeyReference> listing,
                                     std::optional<FileIndex> application) const
{
    return std::ranges::any_of(listing, [&](KeyReference reference) {
        const Pin* pin = find(reference, application);
        return pin != nullptr && pin->replaced;
    });
}

void PinStore::forget_all()
{
    for (Pin& pin : pins_) {
        pin.verified = false;
    }
}

void PinStore::forget_local(FileIndex application)
{
    for (Pin& pin : pins_) {
        if (pin.definition.application == application) {
            pin.verified = false;
        }
    }
}

bool ApplicationSecurity::is_satisfied(KeyReference reference) const
{
    const PinStore::Pin* pin = pins_->find(reference, application_);
    if (pin == nullptr) {
        return false;
    }
    if (pin->definition.enabled) {
        return pin->verified;
    }
    const bool replaced = pin->replaced && reference != filesystem::universal_pin;
    return !replaced || is_satisfied(filesystem::universal_pin);
}

bool ApplicationSecurity::has_key(KeyReference reference) const
{
    return pins_->find(reference, application_) != nullptr;
}

std::optional<KeyReference> ApplicationSecurity::implied_key(Byte environment) const
{
    const auto key = environment == application_pin_in_use
                         ? std::ranges::find_if(listing_, is_application_pin)
                         : std::ranges::find_if(listing_, filesystem::is_administrative);
    const bool known = environment == application_pin_in_use || environment == 0;
    return known && key != listing_.end() ? std::optional{*key} : std::nullopt;
}

std::string ApplicationSecurity::state_of(KeyReference reference) const
{
    const PinStore::Pin* pin = pins_->find(reference, application_);
    if (pin == nullptr) {
        return "does not exist";
    }
    const PinDefinition& state = pin->definition;
    if (!state.enabled && reference != filesystem::universal_pin) {
        return "is replaced by the universal PIN, which " + state_of(filesystem::universal_pin);
    }
    if (state.tries_left == 0) {
        return "is blocked";
    }
    return fmt::format("has not been verified ({})", tries_left_in_words(state.tries_left));
}

Byte ApplicationSecurity::security_environment() const
{
    const auto pin = std::ranges::find_if(listing_, is_application_pin);
    const PinStore::Pin* state = pin == listing_.end() ? nullptr : pins_->find(*pin, application_);
    return state != nullptr && state->definition.enabled ? application_pin_in_use : Byte{0};
}

} // namespace uicc::emulator
