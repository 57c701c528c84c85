#pragma once

#include "daemon/trace/card_event.hpp"

#include <cstdint>
#include <optional>

namespace uicc::daemon::trace {

inline constexpr std::uint16_t gsmtap_port = 4729;

/// A GSMTAP version 2 packet of type SIM: an exchange (subtype APDU), or the answer to a reset
/// (subtype ATR); nothing for other events. The frame number is that of the event. A command has
/// five octets of header as on the wire of T=0: what is missing becomes 00, and without data the
/// fifth says how many octets were answered.
[[nodiscard]] std::optional<Bytes> gsmtap_packet(const CardEvent& event);

/// The packet in UDP and IPv4, between the ports 4729 of this machine.
[[nodiscard]] Bytes ip_packet(ByteView gsmtap);

} // namespace uicc::daemon::trace
