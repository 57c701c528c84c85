#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Blocks of a pcapng file (draft-ietf-opsawg-pcapng) in little-endian order.
namespace uicc::daemon::trace::pcapng {

/// Section Header Block: what a file begins with.
[[nodiscard]] Bytes section_header();

/// Interface Description Block of IPv4 packets (LINKTYPE_IPV4), with times in microseconds.
/// Interfaces are numbered from 0 as they come.
[[nodiscard]] Bytes interface(std::string_view name);

struct Packet {
    std::uint32_t interface = 0;
    std::chrono::system_clock::time_point time{};
    ByteView octets{};
    std::span<const std::string> comments{};
    std::uint64_t lost = 0; ///< packets between the one before and this
};

/// Enhanced Packet Block.
[[nodiscard]] Bytes packet(const Packet& packet);

/// A packet as it was read.
struct ReadPacket {
    Bytes octets{};
    std::vector<std::string> comments{};
    std::uint64_t lost = 0;
};

/// The packets of Enhanced Packet Blocks; other blocks are passed over, and so is a last one that
/// was not written to its end. The error is a sentence.
[[nodiscard]] Result<std::vector<ReadPacket>, std::string> read_packets(ByteView file);

} // namespace uicc::daemon::trace::pcapng
