#pragma once

#include "codec/bytes.hpp"
#include "emulator/security/secure_channel.hpp"

#include <optional>

namespace uicc::emulator::global_platform {

/// A secure channel protocol with its options "i", as the card recognition data announce them.
class Protocol {
public:
    enum class Number : Byte { Scp02 = 0x02, Scp03 = 0x03 };

    /// Nothing when `i` sets reserved bits, or bits that need others: GPCS §E.1.1 for SCP02,
    /// Amendment D §5.1 for SCP03.
    [[nodiscard]] static std::optional<Protocol> from(Number number, Byte i) noexcept;

    [[nodiscard]] Number number() const noexcept { return number_; }
    [[nodiscard]] Byte i() const noexcept { return i_; }

    /// The level that P1 of EXTERNAL AUTHENTICATE asks for; 6A86 when P1 codes none in this
    /// protocol, 6985 when the options do not permit it.
    [[nodiscard]] Result<SecurityLevel, StatusWord> level(Byte p1) const;

    /// The level with the response protection of BEGIN R-MAC SESSION's P1 added; fails likewise.
    [[nodiscard]] Result<SecurityLevel, StatusWord> with_response_protection(SecurityLevel level,
                                                                             Byte p1) const;

    [[nodiscard]] bool response_mac() const noexcept { return has(0x20); }
    [[nodiscard]] bool pseudo_random_challenge() const noexcept
    {
        return has(number_ == Number::Scp02 ? 0x40 : 0x10);
    }

    // SCP03 only
    [[nodiscard]] bool response_encryption() const noexcept { return has(0x40); }
    /// Of challenges, cryptograms and MACs: 8 octets, 16 in the S16 mode.
    [[nodiscard]] std::size_t size() const noexcept
    {
        return number_ == Number::Scp03 && has(0x01) ? 16 : 8;
    }

    // SCP02 only
    [[nodiscard]] bool three_keys() const noexcept { return has(0x01); }
    [[nodiscard]] bool mac_on_unmodified_command() const noexcept { return has(0x02); }
    [[nodiscard]] bool explicit_initiation() const noexcept
    {
        return number_ == Number::Scp03 || has(0x04);
    }
    [[nodiscard]] bool icv_is_mac_of_aid() const noexcept { return has(0x08); }
    [[nodiscard]] bool icv_encryption() const noexcept { return has(0x10); }

private:
    Protocol(Number number, Byte i) noexcept : number_{number}, i_{i} {}

    [[nodiscard]] bool has(unsigned bits) const noexcept { return (i_ & bits) == bits; }

    Number number_;
    Byte i_;
};

} // namespace uicc::emulator::global_platform
