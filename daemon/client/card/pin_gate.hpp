#pragma once

#include "daemon/client/card/card_link.hpp"

#include <string>
#include <vector>

namespace uicc::daemon::client::card {

/// What became of the PIN.
enum class PinOutcome { NotNeeded, Verified, Refused, Blocked, NotGiven };

/// As reports name it: "not-needed".
[[nodiscard]] std::string_view to_string(PinOutcome outcome);

/// Presents the PIN of the user, at most once and never with the last try, TS 102 221 §11.1.9.
class PinGate {
public:
    PinGate(CardLink& link, const Conduct& conduct, const SecureBytes& pin)
        : link_{link}, conduct_{conduct}, pin_{pin}
    {}

    /// Whether it is worth reading again. Asks the card once; later answers are the same.
    [[nodiscard]] Result<bool, Failure> open(Byte key_reference);

    [[nodiscard]] PinOutcome outcome() const { return outcome_; }

    /// Sentences about what stood in the way.
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

private:
    [[nodiscard]] Result<std::uint16_t, Failure> query(Byte key_reference);
    [[nodiscard]] Result<std::uint16_t, Failure> present(Byte key_reference);
    [[nodiscard]] Result<void, Failure> try_once(Byte key_reference);
    [[nodiscard]] bool may_present(std::uint16_t state);
    void settle(PinOutcome outcome, std::string problem);

    CardLink& link_;
    const Conduct& conduct_;
    const SecureBytes& pin_;
    bool asked_ = false;
    PinOutcome outcome_ = PinOutcome::NotNeeded;
    std::vector<std::string> problems_{};
};

/// PIN1 unless the enabled ones are others; ADM and second PINs are none of a client's business.
[[nodiscard]] Byte user_pin_of(const std::vector<Byte>& enabled);

} // namespace uicc::daemon::client::card
