#pragma once

#include "emulator/security/pin_definition.hpp"
#include "filesystem/access_rule.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::emulator {

/// Outcome of presenting a secret.
enum class PinOutcome {
    Correct,
    Wrong,
    Blocked,      ///< no tries left; nothing was compared
    StoreFailure, ///< the try could not be recorded, so nothing was compared
};

/// The PINs of one card: values and counters in the card's memory, verification state beside it.
/// A try is counted and stored before the secret is compared, TS 102 221 §9.5.
class PinStore {
public:
    struct Pin {
        PinDefinition definition{}; ///< the current values; the profile's at first
        bool replaced = false;      ///< disabled, and the universal PIN stands in for it
        bool verified = false;
    };

    /// Takes what the memory keeps over from earlier sessions; nothing is verified. Both outlive
    /// it.
    PinStore(std::span<const PinDefinition> definitions, filesystem::CardMemory& memory);

    /// The PIN that a reference names for an application; local references belong to one.
    [[nodiscard]] const Pin* find(filesystem::KeyReference reference,
                                  std::optional<filesystem::FileIndex> application) const;
    [[nodiscard]] Pin* find(filesystem::KeyReference reference,
                            std::optional<filesystem::FileIndex> application);

    /// Compares with the PIN. Correct: the counter starts anew and the PIN is verified. What
    /// follows from a correct value is stored together with that.
    [[nodiscard]] PinOutcome verify(Pin& pin, ByteView value);
    [[nodiscard]] PinOutcome change(Pin& pin, ByteView value, ByteView new_value);
    [[nodiscard]] PinOutcome enable(Pin& pin, ByteView value);
    [[nodiscard]] PinOutcome disable(Pin& pin, ByteView value, bool replaced);

    /// Compares with the unblock PIN. Correct: both counters start anew, the new value holds, the
    /// PIN is enabled, verified and no longer replaced, TS 102 221 §11.1.13.
    [[nodiscard]] PinOutcome unblock(Pin& pin, ByteView unblock_value, ByteView new_value);

    /// Leaves no tries to the PINs that a reference names, in every application. False when there
    /// is none, or the store does not take it.
    [[nodiscard]] bool block(filesystem::KeyReference reference);

    /// In the order of the definitions.
    [[nodiscard]] std::span<const Pin> all() const noexcept { return pins_; }

    /// What changes of a PIN from outside the card.
    struct Adjustment {
        std::optional<unsigned> tries_left{}; ///< 0: it is blocked, and no longer verified
        std::optional<unsigned> unblock_tries_left{};
        std::optional<bool> enabled{}; ///< either way the universal PIN no longer stands in
        SecureBytes value{};           ///< 8 octets; empty: stays
    };

    /// Changes a PIN without a comparison. False when the store does not take it.
    [[nodiscard]] bool adjust(Pin& pin, Adjustment adjustment);

    /// Whether the universal PIN stands in for any other, or for one that is listed.
    [[nodiscard]] bool is_replacement_in_use() const;
    [[nodiscard]] bool is_replacement_in_use(
        std::span<const filesystem::KeyReference> listing,
        std::optional<filesystem::FileIndex> application) const;

    /// After a reset nothing is verified.
    void forget_all();

    /// Which PINs are verified, in the order of the definitions.
    using Verification = std::vector<bool>;
    void copy_verification(Verification& verified) const;

    /// Takes everything but this anew from the memory. A PIN that is blocked there is not verified.
    void reload(const Verification& verified);

    /// After the last session of an application its local PINs are no longer verified.
    void forget_local(filesystem::FileIndex application);

private:
    bool store(Pin& pin, Pin changed);

    template <class Consequence>
    PinOutcome present_pin(Pin& pin, ByteView value, Consequence consequence);
    PinOutcome present(Pin& pin, bool unblocking, ByteView secret);

    std::span<const PinDefinition> definitions_;
    std::vector<Pin> pins_;
    filesystem::CardMemory* memory_;
};

/// State of a PIN as the memory keeps it under `key` ("pin/01"), in words and without the values;
/// nothing when the cell is no PIN's.
[[nodiscard]] std::optional<std::string> describe_pin_cell(std::string_view key, ByteView cell);

/// Security status as access rules see it for one application.
class ApplicationSecurity final : public filesystem::SecurityStatus {
public:
    ApplicationSecurity(const PinStore& pins,
                        std::optional<filesystem::FileIndex> application,
                        std::span<const filesystem::KeyReference> listing,
                        const filesystem::SecurityLevel& level)
        : pins_{&pins}, application_{application}, listing_{listing}, level_{level}
    {}

    [[nodiscard]] bool is_satisfied(filesystem::KeyReference reference) const override;
    [[nodiscard]] Byte security_environment() const override;
    [[nodiscard]] filesystem::SecurityLevel level() const override { return level_; }
    [[nodiscard]] bool has_key(filesystem::KeyReference reference) const override;

    /// In SE 01 the application PIN; without an environment the first administrative key that the
    /// application lists.
    [[nodiscard]] std::optional<filesystem::KeyReference> implied_key(
        Byte environment) const override;
    [[nodiscard]] std::string state_of(filesystem::KeyReference reference) const override;

private:
    const PinStore* pins_;
    std::optional<filesystem::FileIndex> application_;
    std::span<const filesystem::KeyReference> listing_;
    filesystem::SecurityLevel level_;
};

} // namespace uicc::emulator
