#include "emulator/applications/global_platform/stored_data.hpp"

#include "codec/byte_reader.hpp"
#include "codec/hex.hpp"
#include "emulator/applications/global_platform/acting_domain.hpp"

#include <fmt/format.h>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;

std::string cell_of(const CommandContext& context, Tag tag)
{
    return fmt::format("domain/{}/{:04X}", codec::to_hex(aid_of(context).octets()),
                       static_cast<std::uint32_t>(tag));
}

bool store(const CommandContext& context, Tag tag, ByteView value)
{
    context.memory.set_cell(cell_of(context, tag), secure_copy(value));
    return true;
}

bool store_objects(const CommandContext& context, ByteView data)
{
    for (codec::TlvReader reader{data}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object || static_cast<std::uint32_t>(object->tag) > 0xFFFF) {
            return false;
        }
        store(context, object->tag, object->value);
    }
    return true;
}

/// Data groups, GPCS §11.11.2.2: identifier, length of one or, behind FF, two octets, data.
/// Group 0070 holds BER-TLV objects; GET DATA answers the others under their identifier.
bool store_groups(const CommandContext& context, ByteView data)
{
    constexpr std::uint64_t objects = 0x0070;
    constexpr Byte long_length = 0xFF;
    for (codec::ByteReader reader{data}; !reader.at_end();) {
        const auto identifier = reader.take_number(2);
        auto length = reader.take_number(1);
        if (length && *length == long_length) {
            length = reader.take_number(2);
        }
        if (!identifier || !length || *length > reader.remaining()) {
            return false;
        }
        const ByteView group = *reader.take(static_cast<std::size_t>(*length));
        const bool good = *identifier == objects
                              ? store_objects(context, group)
                              : store(context, Tag{static_cast<std::uint32_t>(*identifier)}, group);
        if (!good) {
            return false;
        }
    }
    return true;
}

} // namespace

CommandResult store_data(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    constexpr Byte encrypted = 0x60;
    constexpr Byte structure = 0x18;
    constexpr Byte dgi = 0x08;
    constexpr Byte ber_tlv = 0x10;
    const Byte wanted = command.p1 & structure;
    if ((command.p1 & encrypted) != 0 || (wanted != dgi && wanted != ber_tlv)) {
        return context.refuse(sw::incorrect_p1_p2,
                              "this domain takes BER-TLV objects or DGIs, not encrypted");
    }
    const bool good =
        wanted == dgi ? store_groups(context, command.data) : store_objects(context, command.data);
    if (!good) {
        return context.refuse(sw::incorrect_data, "the data are not what P1 says");
    }
    return ResponseApdu{};
}

std::optional<Bytes> stored(const CommandContext& context, Tag tag)
{
    const auto kept = context.memory.cell(cell_of(context, tag));
    return kept ? std::optional{Bytes{kept->begin(), kept->end()}} : std::nullopt;
}

} // namespace uicc::emulator::global_platform
