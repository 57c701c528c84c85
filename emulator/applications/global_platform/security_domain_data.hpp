#pragma once

#include "codec/ber_tlv.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "emulator/security/global_platform/key_set.hpp"
#include "emulator/security/global_platform/protocol.hpp"
#include "emulator/security/global_platform/registry.hpp"

#include <span>

namespace uicc::emulator::global_platform {

/// Card production life cycle data, the value of 9F7F.
using ProductionLifeCycle = std::array<Byte, 42>;

/// What a security domain tells anyone who asks, borrowed for the call.
struct SecurityDomainData {
    std::span<const Protocol> protocols{};
    std::span<const KeySet> key_sets{}; ///< the first is the one that is used by default
    std::span<const RegistryEntry> registry{};
    filesystem::Aid aid;
    Bytes issuer_identification{}; ///< 42; empty when there is none
    Bytes card_image{};            ///< 45; empty when there is none
    ProductionLifeCycle production{};
};

/// GET DATA, GPCS §11.3: the whole data object for P1 P2. 6A88 when the domain has none.
[[nodiscard]] CommandResult get_data(const SecurityDomainData& domain, codec::Tag tag);

} // namespace uicc::emulator::global_platform
