#include "filesystem/access/access_mode.hpp"

#include <algorithm>
#include <array>

namespace uicc::filesystem {
namespace {

using codec::Tag;

/// How an operation is named by an access mode data object, TS 102 221 Tables 9.2 and 9.4.
struct OperationCode {
    AccessMode mode{};
    Byte am_bit = 0;      // of the AM byte, 0: none
    Byte instruction = 0; // the only one that does it, 0: there are several
    std::string_view name{};
};

constexpr auto codes = std::to_array<OperationCode>({
    {AccessMode::Read, 0x01, 0x00, "read"},
    {AccessMode::Update, 0x02, 0x00, "update"},
    {AccessMode::Increase, 0x00, 0x32, "increase"},
    {AccessMode::Resize, 0x00, 0xD4, "resize"},
    {AccessMode::Deactivate, 0x08, 0x04, "deactivate"},
    {AccessMode::Activate, 0x10, 0x44, "activate"},
    {AccessMode::Terminate, 0x20, 0x00, "terminate"},
    {AccessMode::DeleteSelf, 0x40, 0xE4, "delete"},
    {AccessMode::CreateDf, 0x04, 0xE0, "create a DF"},
    {AccessMode::CreateEf, 0x02, 0xE0, "create an EF"},
    {AccessMode::DeleteChild, 0x01, 0xE4, "delete a file in it"},
});

consteval bool stand_at_their_mode(const auto& table)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].mode != AccessMode{static_cast<Byte>(i)}) {
            return false;
        }
    }
    return true;
}
static_assert(stand_at_their_mode(codes));

constexpr const OperationCode& code_of(AccessMode mode) noexcept
{
    return codes[static_cast<std::size_t>(mode)];
}

/// The octets of a header that a command description names, by the bits of its tag: b4 CLA, b3 INS,
/// b2 P1, b1 P2.
struct Described {
    std::array<Byte, 4> octets{};
    std::size_t count = 0;
};

Described described(unsigned tag_bits, const CommandHeader& header)
{
    const std::array all{header.cla, header.ins, header.p1, header.p2};
    Described described;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if ((tag_bits & (8U >> i)) != 0) {
            described.octets.at(described.count++) = all.at(i);
        }
    }
    return described;
}

/// Of the command at hand; without one, of what is known about the instruction.
std::optional<CommandHeader> header_for(const Operation& operation, unsigned tag_bits)
{
    constexpr unsigned instruction_only = 0x04;
    const Byte instruction = code_of(operation.mode).instruction;
    if (operation.command || tag_bits != instruction_only || instruction == 0) {
        return operation.command;
    }
    return CommandHeader{.ins = instruction};
}

/// A command description, tags 81 to 8F: any number of combinations of the octets that the tag
/// names, ISO/IEC 7816-4 §9.3.3.2.
Result<bool, Denial> describes(const codec::TlvObject& access_mode, const Operation& operation)
{
    const unsigned tag_bits = static_cast<unsigned>(access_mode.tag) & 0x0FU;
    const std::size_t size = described(tag_bits, {}).count;
    const ByteView combinations = access_mode.value;
    if (combinations.empty() || combinations.size() % size != 0) {
        return tl::unexpected{Denial{.reason = Denial::Reason::Malformed,
                                     .detail = "a command description of the wrong length"}};
    }
    const auto header = header_for(operation, tag_bits);
    if (!header) {
        return false;
    }
    const Described wanted = described(tag_bits, *header);
    for (std::size_t at = 0; at < combinations.size(); at += size) {
        if (std::ranges::equal(combinations.subspan(at, size),
                               ByteView{wanted.octets}.first(size))) {
            return true;
        }
    }
    return false;
}

} // namespace

std::string_view name_of(AccessMode mode) noexcept
{
    return code_of(mode).name;
}

bool covers(Byte am_byte, AccessMode mode) noexcept
{
    constexpr Byte proprietary = 0x80;
    constexpr Byte always_standard = 0x07;
    const Byte bit = code_of(mode).am_bit;
    return (am_byte & bit) != 0 && ((am_byte & proprietary) == 0 || (bit & always_standard) != 0);
}

Result<bool, Denial> covers(const codec::TlvObject& access_mode, const Operation& operation)
{
    if (access_mode.tag == Tag{0x9C}) {
        return false;
    }
    if (access_mode.tag != Tag{0x80}) {
        return describes(access_mode, operation);
    }
    if (access_mode.value.size() != 1) {
        return tl::unexpected{Denial{.reason = Denial::Reason::Malformed,
                                     .detail = "an access mode that is not one octet"}};
    }
    return covers(access_mode.value.front(), operation.mode);
}

} // namespace uicc::filesystem
