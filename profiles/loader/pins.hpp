#pragma once

#include "emulator/security/pin_definition.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// PINs and administrative keys of the card; those with a local reference belong to the USIM.
class Pins {
public:
    void add(emulator::PinDefinition pin, yaml::Position position);

    [[nodiscard]] bool has(filesystem::KeyReference reference) const;
    [[nodiscard]] const std::vector<emulator::PinDefinition>& all() const noexcept { return pins_; }

    /// Where the profile first mentions a key that belongs to an application.
    [[nodiscard]] std::optional<yaml::Position> first_authored_local() const noexcept
    {
        return first_local_;
    }

    /// Keys of a PIN status template: PIN1, universal PIN, and what `wanted` asks for, as far as
    /// the card has them.
    enum class Listing { CardWide, WithLocal, PinAndAdm1 };
    [[nodiscard]] std::vector<filesystem::KeyReference> listing(Listing wanted) const;

private:
    std::vector<emulator::PinDefinition> pins_;
    std::optional<yaml::Position> first_local_;
};

/// `pins:`; PIN1, ADM1 and, on a card with a USIM, PIN2 exist unless the profile says `none`.
[[nodiscard]] Pins read_pins(Report& report, const yaml::Node* node, bool has_usim);

/// A list of names such as PIN1 or ADM1.
[[nodiscard]] std::vector<filesystem::KeyReference> read_key_references(Report& report,
                                                                        const yaml::Node& node);

} // namespace uicc::profiles
