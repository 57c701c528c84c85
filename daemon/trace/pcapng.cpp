#include "daemon/trace/pcapng.hpp"

#include "codec/byte_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace uicc::daemon::trace::pcapng {
namespace {

constexpr std::uint32_t section_header_block = 0x0A0D0D0A;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint16_t linktype_ipv4 = 228;
constexpr std::uint16_t end_of_options = 0;
constexpr std::uint16_t comment_option = 1;
constexpr std::uint16_t name_option = 2;
constexpr std::uint16_t drop_count_option = 4;
constexpr std::size_t max_option = 0xFFFF;

void put(Bytes& out, std::uint64_t value, unsigned octets)
{
    for (unsigned i = 0; i < octets; ++i) {
        out.push_back(static_cast<Byte>(value >> (8 * i)));
    }
}

void pad(Bytes& out)
{
    out.resize((out.size() + 3) / 4 * 4);
}

void put_option(Bytes& body, std::uint16_t code, ByteView value)
{
    const ByteView fitting = value.first(std::min(value.size(), max_option));
    put(body, code, 2);
    put(body, fitting.size(), 2);
    codec::append(body, fitting);
    pad(body);
}

void put_text(Bytes& body, std::uint16_t code, std::string_view text)
{
    put_option(body, code, Bytes(text.begin(), text.end()));
}

/// Type and length in front, length behind.
Bytes block(std::uint32_t type, const Bytes& body)
{
    constexpr std::size_t frame_size = 12;
    Bytes out;
    out.reserve(body.size() + frame_size);
    put(out, type, 4);
    put(out, body.size() + frame_size, 4);
    codec::append(out, body);
    put(out, body.size() + frame_size, 4);
    return out;
}

std::uint64_t number_at(ByteView octets, std::size_t offset, unsigned size)
{
    std::uint64_t number = 0;
    for (unsigned i = 0; i < size; ++i) {
        number |= std::uint64_t{octets[offset + i]} << (8 * i);
    }
    return number;
}

std::size_t padded(std::size_t size)
{
    return (size + 3) / 4 * 4;
}

/// False when they do not end where they should.
bool read_options(ByteView options, ReadPacket& packet)
{
    while (options.size() >= 4) {
        const auto code = number_at(options, 0, 2);
        const auto size = static_cast<std::size_t>(number_at(options, 2, 2));
        options = options.subspan(4);
        if (code == end_of_options) {
            return true;
        }
        if (padded(size) > options.size()) {
            return false;
        }
        const ByteView value = options.first(size);
        if (code == comment_option) {
            packet.comments.emplace_back(value.begin(), value.end());
        } else if (code == drop_count_option && size == 8) {
            packet.lost = number_at(value, 0, 8);
        }
        options = options.subspan(padded(size));
    }
    return options.empty();
}

std::optional<ReadPacket> read_packet(ByteView body)
{
    constexpr std::size_t fixed_size = 20;
    if (body.size() < fixed_size) {
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(number_at(body, 12, 4));
    body = body.subspan(fixed_size);
    if (padded(size) > body.size()) {
        return std::nullopt;
    }
    ReadPacket packet{.octets =
                          Bytes(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size))};
    return read_options(body.subspan(padded(size)), packet) ? std::optional{packet} : std::nullopt;
}

} // namespace

Bytes section_header()
{
    constexpr std::uint64_t unknown_length = ~std::uint64_t{0};
    Bytes body;
    put(body, byte_order_magic, 4);
    put(body, 1, 2); // version 1.0
    put(body, 0, 2);
    put(body, unknown_length, 8);
    return block(section_header_block, body);
}

Bytes interface(std::string_view name)
{
    Bytes body;
    put(body, linktype_ipv4, 2);
    put(body, 0, 2);
    put(body, 0, 4); // packets are whole
    put_text(body, name_option, name);
    put(body, end_of_options, 4);
    return block(interface_block, body);
}

Bytes packet(const Packet& packet)
{
    using std::chrono::microseconds;
    const auto since_epoch =
        std::chrono::duration_cast<microseconds>(packet.time.time_since_epoch()).count();
    const auto time = static_cast<std::uint64_t>(since_epoch);
    Bytes body;
    put(body, packet.interface, 4);
    put(body, time >> 32U, 4);
    put(body, time & 0xFFFFFFFF, 4);
    put(body, packet.octets.size(), 4);
    put(body, packet.octets.size(), 4);
    codec::append(body, packet.octets);
    pad(body);
    for (const std::string& comment : packet.comments) {
        put_text(body, comment_option, comment);
    }
    if (packet.lost > 0) {
        Bytes count;
        put(count, packet.lost, 8);
        put_option(body, drop_count_option, count);
    }
    put(body, end_of_options, 4);
    return block(enhanced_packet_block, body);
}

Result<std::vector<ReadPacket>, std::string> read_packets(ByteView file)
{
    constexpr std::size_t frame_size = 12;
    std::vector<ReadPacket> packets;
    for (std::size_t offset = 0; offset + frame_size <= file.size();) {
        const auto type = number_at(file, offset, 4);
        const auto size = static_cast<std::size_t>(number_at(file, offset + 4, 4));
        if (type == section_header_block && number_at(file, offset + 8, 4) != byte_order_magic) {
            return tl::unexpected{std::string{"this pcapng has another order of octets"}};
        }
        if (size < frame_size || size % 4 != 0) {
            return tl::unexpected{fmt::format("octet {}: this is no block of a pcapng", offset)};
        }
        if (size > file.size() - offset) {
            break; // the program ended while it wrote
        }
        if (type == enhanced_packet_block) {
            auto packet = read_packet(file.subspan(offset + 8, size - frame_size));
            if (!packet) {
                return tl::unexpected{fmt::format("octet {}: the packet is damaged", offset)};
            }
            packets.push_back(std::move(*packet));
        }
        offset += size;
    }
    return packets;
}

} // namespace uicc::daemon::trace::pcapng
