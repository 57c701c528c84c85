#pragma once

#include "emulator/security/pin_store.hpp"

namespace uicc::emulator {

/// Value of the PIN status template (tag C6): PS_DO, then the key references in listed order, the
/// universal PIN with its usage qualifier. TS 102 221 §9.5.2 and §11.1.1.4.10.
[[nodiscard]] Bytes encode_pin_status(std::span<const filesystem::KeyReference> listing,
                                      const PinStore& pins,
                                      std::optional<filesystem::FileIndex> application);

} // namespace uicc::emulator
