#include "emulator/transport/atr.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace uicc::emulator {
namespace {

constexpr std::size_t max_historical_bytes = 15;
constexpr std::size_t max_atr_size = 33;
constexpr Byte direct_convention = 0x3B;
constexpr Byte inverse_convention = 0x3F;
constexpr Byte has_ta = 0x10;
constexpr Byte has_tb = 0x20;
constexpr Byte has_td = 0x80;
constexpr Byte chaining_capability = 0x80;

Byte checksum(ByteView octets)
{
    return std::accumulate(octets.begin(), octets.end(), Byte{0},
                           [](Byte sum, Byte octet) { return static_cast<Byte>(sum ^ octet); });
}

/// Interface characters up to and without the historical bytes.
struct Structure {
    unsigned first_protocol = 0;
    bool needs_checksum = false;
    std::size_t end = 0; // offset of the first historical byte
    std::size_t historical = 0;
};

Result<Structure, codec::DecodeError> walk(ByteView atr)
{
    codec::ByteReader reader{atr};
    TRY(reader.take());
    Byte presence = TRY(reader.take());
    Structure structure{.historical = presence & 0x0FU};
    for (bool first = true;; first = false) {
        const auto characters = static_cast<std::size_t>(std::popcount(presence & 0x70U));
        TRY(reader.take(characters));
        if ((presence & has_td) == 0) {
            break;
        }
        presence = TRY(reader.take());
        const unsigned protocol = presence & 0x0FU;
        if (first) {
            structure.first_protocol = protocol;
        }
        structure.needs_checksum = structure.needs_checksum || protocol != 0;
    }
    structure.end = reader.offset();
    return structure;
}

} // namespace

Bytes uicc_historical_bytes(unsigned channels, std::string_view pre_issuing_text, Chaining chaining)
{
    // Third capability octet: channel numbers by terminal and by card, channels minus one; 7 stands
    // for eight and more (ISO/IEC 7816-4 §12.1.1.9). Extended Lc and Le are understood.
    const unsigned coded_channels = std::min(channels, 8U) - 1;
    const bool several = channels > 1;
    const unsigned chained = chaining == Chaining::Offered ? chaining_capability : 0U;
    const auto third =
        static_cast<Byte>(chained | 0x40U | (several ? 0x18U : 0x00U) | coded_channels);
    Bytes octets{0x80, 0x31, 0xE0, 0x73, 0xFE, 0x21, third};
    const std::size_t room = max_historical_bytes - octets.size() - 1;
    const std::string_view text = pre_issuing_text.substr(0, room);
    if (!text.empty()) {
        octets.push_back(static_cast<Byte>(0x60 | text.size()));
        octets.insert(octets.end(), text.begin(), text.end());
    }
    return octets;
}

Result<Bytes, std::string> build_atr(const AtrFields& fields)
{
    const auto known = [](unsigned protocol) { return protocol <= 1; };
    if (fields.protocols.empty() || !std::ranges::all_of(fields.protocols, known)) {
        return tl::unexpected{std::string{"an ATR offers T=0, T=1 or both"}};
    }
    if (fields.historical_bytes.size() > max_historical_bytes) {
        return tl::unexpected{std::string{"an ATR holds at most 15 historical bytes"}};
    }
    Bytes atr{direct_convention,
              static_cast<Byte>(has_td | has_ta | fields.historical_bytes.size()), fields.ta1};
    for (const unsigned protocol : fields.protocols) {
        atr.push_back(static_cast<Byte>(has_td | protocol));
    }
    atr.push_back(static_cast<Byte>(has_ta | (fields.global_interface ? has_tb : 0) | 0x0F));
    atr.push_back(fields.clock_and_classes);
    if (fields.global_interface) {
        atr.push_back(*fields.global_interface);
    }
    codec::append(atr, fields.historical_bytes);
    atr.push_back(checksum(ByteView{atr}.subspan(1)));
    return atr;
}

Result<void, std::string> check_atr(ByteView atr)
{
    if (atr.size() < 2 || (atr[0] != direct_convention && atr[0] != inverse_convention)) {
        return tl::unexpected{std::string{"an ATR begins with 3B or 3F and has a T0"}};
    }
    const auto structure = walk(atr);
    if (!structure) {
        return tl::unexpected{std::string{"the ATR ends within its interface characters"}};
    }
    const std::size_t size =
        structure->end + structure->historical + (structure->needs_checksum ? 1 : 0);
    if (size != atr.size() || size > max_atr_size) {
        return tl::unexpected{"its interface characters announce " + std::to_string(size) +
                              " octets, the ATR has " + std::to_string(atr.size())};
    }
    if (structure->needs_checksum && checksum(atr.subspan(1)) != 0) {
        return tl::unexpected{
            std::string{"TCK is wrong: the octets from T0 to TCK must XOR to 00"}};
    }
    return {};
}

bool offers_command_chaining(ByteView atr)
{
    constexpr Byte compact_tlv = 0x80;
    constexpr Byte capabilities = 0x73; // tag 7, three octets
    const auto structure = walk(atr);
    if (!structure || structure->end + structure->historical > atr.size()) {
        return false;
    }
    ByteView objects = atr.subspan(structure->end, structure->historical);
    if (objects.empty() || objects[0] != compact_tlv) {
        return false;
    }
    for (objects = objects.subspan(1); !objects.empty();) {
        const std::size_t size = objects[0] & 0x0FU;
        if (size >= objects.size()) {
            return false;
        }
        if (objects[0] == capabilities) {
            return (objects[size] & chaining_capability) != 0;
        }
        objects = objects.subspan(1 + size);
    }
    return false;
}

unsigned first_protocol(ByteView atr)
{
    const auto structure = walk(atr);
    return structure ? structure->first_protocol : 0;
}

} // namespace uicc::emulator
