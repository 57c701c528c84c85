#include "daemon/trace/gsmtap.hpp"

#include "codec/byte_writer.hpp"

#include <algorithm>

namespace uicc::daemon::trace {
namespace {

using codec::append;

constexpr Byte version = 2;
constexpr Byte header_words = 4; // of 32 bits
constexpr Byte type_sim = 4;
constexpr Byte subtype_apdu = 0;
constexpr Byte subtype_atr = 1;
constexpr std::size_t apdu_header = 5;

constexpr Byte ipv4_without_options = 0x45;
constexpr Byte hops = 64;
constexpr Byte udp_protocol = 17;
constexpr std::size_t ip_header_size = 20;
constexpr std::size_t udp_header_size = 8;
constexpr std::size_t max_payload = 65535 - ip_header_size - udp_header_size;
constexpr std::uint32_t this_machine = 0x7F000001;

Bytes header(std::uint64_t number, Byte subtype)
{
    Bytes out{version, header_words, type_sim, 0};
    codec::append_number(out, 0, 4); // ARFCN, signal, noise: of radio
    codec::append_number(out, static_cast<std::uint32_t>(number), 4);
    append(out, Bytes{subtype, 0, 0, 0});
    return out;
}

/// RFC 1071, of a header with room for it at octet 10.
void put_checksum(Bytes& ip)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < ip_header_size; i += 2) {
        sum += static_cast<std::uint32_t>(ip[i] << 8 | ip[i + 1]);
    }
    sum = (sum & 0xFFFF) + (sum >> 16U);
    sum = (sum & 0xFFFF) + (sum >> 16U);
    ip[10] = static_cast<Byte>(~sum >> 8U);
    ip[11] = static_cast<Byte>(~sum);
}

/// Wireshark takes P3 of a command without data for the octets that follow, also where the card
/// refused, or was asked for as many as there are.
void append_command(Bytes& packet, const CardEvent& event)
{
    constexpr std::size_t status_size = 2;
    Bytes command = event.command;
    command.resize(std::max(command.size(), apdu_header));
    if (command.size() == apdu_header && event.response.size() >= status_size) {
        command.back() = static_cast<Byte>(event.response.size() - status_size);
    }
    append(packet, command);
}

} // namespace

std::optional<Bytes> gsmtap_packet(const CardEvent& event)
{
    const bool is_reset = event.kind == EventKind::PowerOn || event.kind == EventKind::WarmReset;
    if (!is_reset && event.kind != EventKind::Apdu) {
        return std::nullopt;
    }
    Bytes packet = header(event.number, is_reset ? subtype_atr : subtype_apdu);
    if (!is_reset) {
        append_command(packet, event);
    }
    append(packet, event.response);
    packet.resize(std::min(packet.size(), max_payload));
    return packet;
}

Bytes ip_packet(ByteView gsmtap)
{
    const std::size_t udp_size = udp_header_size + gsmtap.size();
    Bytes packet{ipv4_without_options, 0};
    codec::append_number(packet, ip_header_size + udp_size, 2);
    codec::append_number(packet, 0, 4); // identification, fragment
    append(packet, Bytes{hops, udp_protocol, 0, 0});
    codec::append_number(packet, this_machine, 4);
    codec::append_number(packet, this_machine, 4);
    put_checksum(packet);
    codec::append_number(packet, gsmtap_port, 2);
    codec::append_number(packet, gsmtap_port, 2);
    codec::append_number(packet, udp_size, 2);
    codec::append_number(packet, 0, 2); // no checksum, RFC 768
    append(packet, gsmtap);
    return packet;
}

} // namespace uicc::daemon::trace
