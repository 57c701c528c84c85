#pragma once

#include "emulator/security/pin_store.hpp"

namespace uicc::emulator {

/// Value of the PIN status template (tag C6): PS_DO, then the key references in listed order, the
/// universal PIN with its usage qualifier. TS 102 221 §9.5.2 and §11.1.1.4.10.
[[nodiscard]] Bytes encode_pin_status(std::span<const filesystem::KeyReference> listing,
                                      const PinStore& pins,
                                      std::optional<filesystem::FileIndex> application);

/// The value of a tag C6 that a card brings along, in its own form, with what its PINs are now;
/// keys that the card has not stay as they are.
[[nodiscard]] Bytes refresh_pin_status(ByteView value,
                                       const PinStore& pins,
                                       std::optional<filesystem::FileIndex> application);

} // namespace uicc::emulator
