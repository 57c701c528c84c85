#pragma once

#include "codec/bytes.hpp"

#include <optional>

namespace uicc::emulator {

/// CLA taken apart, ISO/IEC 7816-4 §5.4.1 and TS 102 221 §10.1.1.
struct ClassByte {
    enum class Group : Byte {
        Interindustry, ///< 0X, 4X, 6X
        Etsi,          ///< 8X, CX, EX
        Gsm,           ///< A0, TS 51.011 §9.2: on the basic channel, without secure messaging
    };

    Group group{};
    unsigned channel = 0; ///< 0 to 19
    bool secure_messaging = false;
    bool chained = false;
};

/// What the secure messaging bits of CLA announce, ISO/IEC 7816-4 §5.4.1.
enum class SecureMessaging : Byte {
    None = 0,
    Proprietary = 1, ///< GlobalPlatform's
    HeaderNotAuthenticated = 2,
    HeaderAuthenticated = 3,
};

/// Of a class that decode_class knows. Channels 4 to 19 have one bit only and no authenticated
/// header.
[[nodiscard]] constexpr SecureMessaging secure_messaging_of(Byte cla) noexcept
{
    if ((cla & 0x40) != 0) {
        return (cla & 0x20) != 0 ? SecureMessaging::HeaderNotAuthenticated : SecureMessaging::None;
    }
    return SecureMessaging{static_cast<Byte>((cla & 0x0C) >> 2)};
}

/// The same class, channel and chaining without secure messaging.
[[nodiscard]] constexpr Byte without_secure_messaging(Byte cla) noexcept
{
    return static_cast<Byte>(cla & ((cla & 0x40) != 0 ? ~0x20 : ~0x0C));
}

/// Class A0 of TS 51.011; it names no logical channel.
inline constexpr Byte gsm_class = 0xA0;

/// Nothing for classes that no command has: 2X, 3X, A1 to BF and the invalid FF.
[[nodiscard]] constexpr std::optional<ClassByte> decode_class(Byte cla) noexcept
{
    if (cla == 0xFF) {
        return std::nullopt;
    }
    if (cla == gsm_class) {
        return ClassByte{.group = ClassByte::Group::Gsm};
    }
    ClassByte decoded{.group = (cla & 0x80) != 0 ? ClassByte::Group::Etsi
                                                 : ClassByte::Group::Interindustry};
    decoded.chained = (cla & 0x10) != 0;
    if ((cla & 0x40) != 0) { // further interindustry coding: channels 4 to 19
        decoded.channel = 4U + (cla & 0x0FU);
        decoded.secure_messaging = (cla & 0x20) != 0;
        return decoded;
    }
    if ((cla & 0x20) != 0) {
        return std::nullopt;
    }
    decoded.channel = cla & 0x03U;
    decoded.secure_messaging = (cla & 0x0C) != 0;
    return decoded;
}

} // namespace uicc::emulator
