#pragma once

#include "emulator/security/pin_definition.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// PINs of a second and further applications, 02 to 08 and 82 to 88: an application has one only
/// if its own listing names it.
[[nodiscard]] constexpr bool is_of_further_application(filesystem::KeyReference reference) noexcept
{
    const Byte number = static_cast<Byte>(reference) & 0x7F;
    return number >= 0x02 && number <= 0x08;
}

/// PINs and administrative keys of the card; those with a local reference belong to applications,
/// or to the whole of a SIM.
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

/// `pins:`; PIN1, ADM1 and, on a card with a USIM or a SIM, PIN2 exist unless the profile says
/// `none`.
[[nodiscard]] Pins read_pins(Report& report, const yaml::Node* node, bool has_application);

/// The key of `pins:` that stands for a reference; empty when there is none.
[[nodiscard]] std::string_view pin_name(filesystem::KeyReference reference);

/// `pin-listing:` of the MF or an ADF, a list of names such as PIN1 or ADM1.
void read_pin_listing(Report& report, const yaml::Node& node, FilePlan& directory);

/// Reports keys that a directory lists and the card does not have.
void check_pin_listing(Report& report, const FilePlan& directory, const Pins& pins);

} // namespace uicc::profiles
