#include "emulator/commands/file_control.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using filesystem::EfStructure;
using filesystem::FileError;
using filesystem::FileHeader;
using filesystem::FillPattern;

constexpr std::size_t largest_record = 255; // octets, TS 102 221 §8.2.2.2
constexpr std::size_t most_records = 254;   // TS 102 221 §8.2.2.2

/// Octets that the commands of a structure reach: READ BINARY has an offset of 15 bits.
constexpr std::size_t largest_body(EfStructure structure)
{
    return structure == EfStructure::BerTlv ? 65535 : 32768;
}

void fill(std::span<Byte> part, const FillPattern& pattern)
{
    for (std::size_t i = 0; i < part.size(); ++i) {
        const std::size_t size = pattern.octets.size();
        part[i] = pattern.octets[pattern.repeats ? i % size : std::min(i, size - 1)];
    }
}

} // namespace

Result<filesystem::FileControl, StatusWord> file_control(const CommandContext& context,
                                                         const CommandApdu& command)
{
    constexpr Byte template_tag = 0x62;
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00");
    }
    auto control = filesystem::decode_fcp(command.data);
    if (!control) {
        return context.refuse(sw::incorrect_data, control.error().what);
    }
    if (command.data.front() != template_tag) {
        return context.refuse(sw::incorrect_data, "this is not one template 62");
    }
    return *std::move(control);
}

Result<void, StatusWord> check_objects_body(const CommandContext& context,
                                            const filesystem::FileControl& control)
{
    if (!control.fill.octets.empty()) {
        return context.refuse(sw::incorrect_data, "a BER-TLV EF has no pattern");
    }
    if (control.size && control.maximum_size && *control.size > *control.maximum_size) {
        return context.refuse(sw::incorrect_data,
                              "a BER-TLV EF reserves (80) more than its maximum (86 in A5)");
    }
    return {};
}

Result<void, StatusWord> check_size(const CommandContext& context, const FileHeader& header)
{
    const bool records_fit =
        !header.has_records() ||
        (header.record_length >= 1 && header.record_length <= largest_record &&
         header.size % header.record_length == 0 && header.record_count() <= most_records);
    if (header.size == 0) {
        return context.refuse(sw::incorrect_data, "an EF has one octet at least");
    }
    if (!records_fit) {
        return context.refuse(sw::incorrect_data,
                              fmt::format("{} octets in records of {} is no size of an EF",
                                          header.size, header.record_length));
    }
    if (header.size > largest_body(header.structure)) {
        return context.refuse(sw::not_enough_memory, "no command reaches the end of such a file");
    }
    return {};
}

Bytes filled_body(const FileHeader& header, const FillPattern& pattern)
{
    Bytes body(header.size, Byte{0xFF});
    if (pattern.octets.empty()) {
        return body;
    }
    const std::size_t part = header.has_records() ? header.record_length : header.size;
    for (std::size_t at = 0; at < body.size(); at += part) {
        fill(std::span{body}.subspan(at, part), pattern);
    }
    return body;
}

tl::unexpected<StatusWord> refuse_file(const CommandContext& context, FileError error)
{
    switch (error) {
    case FileError::FidTaken:
        return context.refuse(sw::file_exists, "a file here, or a directory above, has the FID");
    case FileError::AidTaken:
        return context.refuse(sw::df_name_exists, "an application has the AID");
    case FileError::SfiTaken:
        return context.refuse(sw::incorrect_data, "a file here has the SFI");
    case FileError::NotEnoughMemory:
        break;
    }
    return context.refuse(sw::not_enough_memory, "the card has no room for it");
}

} // namespace uicc::emulator::commands
