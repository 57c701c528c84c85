#include "emulator/commands/gsm/file_response.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "emulator/commands/gsm/access_condition.hpp"
#include "emulator/commands/gsm/chv.hpp"

#include <algorithm>

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::AccessMode;
using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::LifeCycle;

constexpr Byte type_mf = 0x01;
constexpr Byte type_df = 0x02;
constexpr Byte type_ef = 0x04;
constexpr std::size_t reserved_behind_type = 5;
constexpr Byte rest_of_directory = 9; // octets
constexpr Byte rest_of_ef = 2;
constexpr std::size_t largest_size = 0xFFFF;

Byte saturated(std::ptrdiff_t count)
{
    return static_cast<Byte>(std::min<std::ptrdiff_t>(count, 0xFF));
}

/// The bits for the clock and the lowest supply voltage, as the UICC characteristics of the MF
/// have them (TS 102 221 §11.1.1.4.6.2); b8: CHV1 is disabled.
Byte characteristics_of(const CommandContext& context)
{
    constexpr Byte clock_bits = 0x0D;
    constexpr Byte class_b = 0x20;
    constexpr Byte class_c = 0x40;
    constexpr Byte supply_3v = 0x10;
    constexpr Byte supply_1v8 = 0x30;
    constexpr Byte chv1_disabled = 0x80;
    const auto coded = codec::find_value(context.memory.header(filesystem::mf_index).proprietary,
                                         codec::Tag{0x80});
    const Byte uicc = coded && *coded && !(*coded)->empty() ? (*coded)->front() : Byte{0};
    int octet = uicc & clock_bits;
    octet |= (uicc & class_c) != 0 ? supply_1v8 : (uicc & class_b) != 0 ? supply_3v : 0;
    const PinStore::Pin* chv1 = find_chv(context, 1);
    octet |= chv1 == nullptr || !chv1->definition.enabled ? chv1_disabled : 0;
    return static_cast<Byte>(octet);
}

constexpr Byte chv_status(unsigned tries_left)
{
    return static_cast<Byte>(0x80U | tries_left);
}

/// Status of a CHV and of its UNBLOCK CHV; 00: not initialised.
void append_chv_status(Bytes& out, const PinStore::Pin* chv)
{
    const bool unblockable = chv != nullptr && !chv->definition.unblock_value.empty();
    out.push_back(chv != nullptr ? chv_status(chv->definition.tries_left) : Byte{0});
    out.push_back(unblockable ? chv_status(chv->definition.unblock_tries_left) : Byte{0});
}

/// CHVs, UNBLOCK CHVs and administrative codes.
Byte count_codes(const CommandContext& context)
{
    std::ptrdiff_t count = 0;
    for (const PinStore::Pin* chv : {find_chv(context, 1), find_chv(context, 2)}) {
        count += chv == nullptr ? 0 : chv->definition.unblock_value.empty() ? 1 : 2;
    }
    count += std::ranges::count_if(context.pins.all(), [](const PinStore::Pin& pin) {
        return filesystem::is_administrative(pin.definition.reference);
    });
    return saturated(count);
}

Byte pair(AccessCondition high, AccessCondition low)
{
    return static_cast<Byte>(static_cast<int>(high) << 4 | static_cast<int>(low));
}

void append_conditions(Bytes& out, const CommandContext& context, FileIndex file)
{
    const auto of = [&](AccessMode operation) { return condition_of(context, file, operation); };
    const bool cyclic = context.memory.header(file).structure == EfStructure::Cyclic;
    const AccessCondition increase = cyclic ? of(AccessMode::Increase) : AccessCondition::Never;
    out.push_back(pair(of(AccessMode::Read), of(AccessMode::Update)));
    out.push_back(pair(increase, AccessCondition::Never)); // low: reserved
    out.push_back(pair(of(AccessMode::Activate), of(AccessMode::Deactivate)));
}

Byte ef_status(const CommandContext& context, FileIndex file)
{
    const LifeCycle state = context.memory.life_cycle(file);
    const bool valid = state != LifeCycle::Deactivated && state != LifeCycle::Terminated;
    const bool usable = context.memory.header(file).is_usable_when_deactivated();
    return static_cast<Byte>((valid ? 0x01 : 0) | (usable ? 0x04 : 0));
}

constexpr Byte structure_code(EfStructure structure)
{
    switch (structure) {
    case EfStructure::LinearFixed:
        return 0x01;
    case EfStructure::Cyclic:
        return 0x03;
    default:
        return 0x00;
    }
}

} // namespace

Bytes directory_response(const CommandContext& context, FileIndex directory)
{
    const FileHeader& header = context.memory.header(directory);
    const auto children = context.memory.image().children(directory);
    const auto count = [&](FileKind kind) {
        return saturated(std::ranges::count_if(
            children, [&](FileIndex child) { return context.memory.header(child).kind == kind; }));
    };
    Bytes out{0x00, 0x00, 0x00, 0x00};
    codec::append_number(out, static_cast<std::uint16_t>(header.fid), 2);
    out.push_back(header.kind == FileKind::Mf ? type_mf : type_df);
    out.resize(out.size() + reserved_behind_type);
    codec::append(out, Bytes{rest_of_directory, characteristics_of(context), count(FileKind::Df),
                             count(FileKind::Ef), count_codes(context), 0x00});
    append_chv_status(out, find_chv(context, 1));
    append_chv_status(out, find_chv(context, 2));
    return out;
}

Bytes ef_response(const CommandContext& context, FileIndex file)
{
    const FileHeader& header = context.memory.header(file);
    Bytes out{0x00, 0x00};
    codec::append_number(out, std::min(header.size, largest_size), 2);
    codec::append_number(out, static_cast<std::uint16_t>(header.fid), 2);
    out.push_back(type_ef);
    const bool increasable =
        header.structure == EfStructure::Cyclic &&
        condition_of(context, file, AccessMode::Increase) != AccessCondition::Never;
    out.push_back(increasable ? 0x40 : 0x00);
    append_conditions(out, context, file);
    codec::append(out, Bytes{ef_status(context, file), rest_of_ef, structure_code(header.structure),
                             static_cast<Byte>(header.record_length)});
    return out;
}

} // namespace uicc::emulator::commands::gsm
