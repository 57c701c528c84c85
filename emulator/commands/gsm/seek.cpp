#include "emulator/commands/gsm/seek.hpp"

#include "emulator/commands/gsm/parameters.hpp"

#include <algorithm>
#include <optional>

namespace uicc::emulator::commands::gsm {
namespace {

constexpr std::size_t longest_pattern = 16;

/// P2, TS 51.011 §9.2.7: type in the high nibble, mode in the low one.
struct Search {
    bool answers_number = false; // type 2
    bool backward = false;
    bool from_pointer = false; // from the next or previous record
};

Result<Search, StatusWord> search_of(const CommandContext& context, const CommandApdu& command)
{
    constexpr Byte known_bits = 0x13;
    if (command.p1 != 0 || (command.p2 & ~known_bits) != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00, P2 00 to 03 or 10 to 13");
    }
    return Search{.answers_number = (command.p2 & 0x10) != 0,
                  .backward = (command.p2 & 0x01) != 0,
                  .from_pointer = (command.p2 & 0x02) != 0};
}

/// Without a record pointer, next is the first record and previous the last.
std::size_t first_record(const CommandContext& context, const Search& search)
{
    const std::size_t pointer = search.from_pointer ? context.channel.record : 0;
    if (search.backward) {
        return pointer == 0 ? context.current_ef().record_count() : pointer - 1;
    }
    return pointer + 1;
}

bool begins_with(ByteView record, ByteView pattern)
{
    return pattern.size() <= record.size() &&
           std::ranges::equal(record.first(pattern.size()), pattern);
}

std::optional<std::size_t> find_record(const CommandContext& context,
                                       const Search& search,
                                       ByteView pattern)
{
    const std::size_t count = context.current_ef().record_count();
    for (std::size_t number = first_record(context, search); number >= 1 && number <= count;
         search.backward ? --number : ++number) {
        if (begins_with(context.memory.record(*context.channel.ef, number), pattern)) {
            return number;
        }
    }
    return std::nullopt;
}

} // namespace

CommandResult seek(CommandContext& context, const CommandApdu& command)
{
    const Search search = TRY(search_of(context, command));
    const filesystem::FileHeader& file = context.current_ef();
    if (file.structure != filesystem::EfStructure::LinearFixed) {
        return context.refuse(sw::gsm::file_inconsistent_with_command, "the EF is not linear");
    }
    if (command.data.size() > std::min(longest_pattern, file.record_length)) {
        return context.refuse(sw::wrong_length, "the pattern is longer than 16 octets or a record");
    }
    const auto found = find_record(context, search, command.data);
    if (!found) {
        return context.refuse(sw::gsm::not_found, "no record begins with the pattern");
    }
    context.channel.record = *found;
    ResponseApdu response;
    if (search.answers_number) {
        response.data.push_back(static_cast<Byte>(*found));
    }
    return response;
}

} // namespace uicc::emulator::commands::gsm
