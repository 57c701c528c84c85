#include "emulator/commands/search_record.hpp"

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

enum class Direction { Forward, Backward };
enum class Start { FromP1, BesidePointer }; // the latter: next or previous record

/// What the command asks for, TS 102 221 Tables 11.13 to 11.15.
struct Search {
    Direction direction = Direction::Forward;
    Start start = Start::FromP1;
    std::size_t offset = 0;              // where the pattern must begin ...
    std::optional<Byte> begins_behind{}; // ... or the octet behind whose first occurrence it may
    ByteView pattern{};
};

constexpr Byte simple_forward = 0x04;
constexpr Byte simple_backward = 0x05;
constexpr Byte enhanced = 0x06;

/// Search indication: b4 tells how the second octet counts, b3 to b1 direction and start.
Result<Search, StatusWord> enhanced_search(const CommandContext& context, ByteView data)
{
    constexpr std::size_t indication_size = 2;
    if (data.size() <= indication_size) {
        return context.refuse(sw::wrong_length, "no pattern behind the search indication");
    }
    const Byte kind = data[0] & 0x07;
    if ((data[0] & 0xF0) != 0 || kind < simple_forward) {
        return context.refuse(sw::incorrect_data, "unknown search indication");
    }
    Search search{.direction = (kind & 1) == 0 ? Direction::Forward : Direction::Backward,
                  .start = (kind & 2) == 0 ? Start::FromP1 : Start::BesidePointer,
                  .pattern = data.subspan(indication_size)};
    if ((data[0] & 0x08) != 0) {
        search.begins_behind = data[1];
    } else {
        search.offset = data[1];
    }
    return search;
}

Result<Search, StatusWord> search_of(const CommandContext& context, const CommandApdu& command)
{
    switch (command.p2 & 0x07) {
    case simple_forward:
        return Search{.direction = Direction::Forward, .pattern = command.data};
    case simple_backward:
        return Search{.direction = Direction::Backward, .pattern = command.data};
    case enhanced:
        return enhanced_search(context, command.data);
    default:
        return context.refuse(sw::incorrect_p1_p2, "P2 b3 to b1 are 100, 101 or 110");
    }
}

Result<std::size_t, StatusWord> start_at_p1(const CommandContext& context,
                                            const CommandApdu& command)
{
    const std::size_t number = command.p1 == 0 ? context.channel.record : command.p1;
    if (number == 0 || number > context.current_ef().record_count()) {
        return context.refuse(sw::record_not_found, "the search starts at no record");
    }
    return number;
}

/// First record to look at, 0 or one too many when there is none to look at.
Result<std::size_t, StatusWord> first_record(const CommandContext& context,
                                             const CommandApdu& command,
                                             const Search& search)
{
    if (search.start == Start::FromP1) {
        return start_at_p1(context, command);
    }
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "a search from the record pointer has P1=00");
    }
    const std::size_t pointer = context.channel.record;
    if (search.direction == Direction::Forward) {
        return pointer + 1;
    }
    return pointer == 0 ? context.current_ef().record_count() : pointer - 1;
}

/// The pattern stands at its offset, or somewhere behind the octet that the search begins after.
bool matches(ByteView record, const Search& search)
{
    if (search.begins_behind) {
        const auto mark = std::ranges::find(record, *search.begins_behind);
        return mark != record.end() &&
               !std::ranges::search(mark + 1, record.end(), search.pattern.begin(),
                                    search.pattern.end())
                    .empty();
    }
    return search.offset + search.pattern.size() <= record.size() &&
           std::ranges::equal(record.subspan(search.offset, search.pattern.size()), search.pattern);
}

Bytes find_records(const CommandContext& context, const Search& search, std::size_t first)
{
    const std::size_t count = context.current_ef().record_count();
    Bytes numbers;
    for (std::size_t number = first; number >= 1 && number <= count;
         search.direction == Direction::Forward ? ++number : --number) {
        if (matches(context.memory.record(*context.channel.ef, number), search)) {
            numbers.push_back(static_cast<Byte>(number));
        }
    }
    return numbers;
}

} // namespace

CommandResult search_record(CommandContext& context, const CommandApdu& command)
{
    const Search search = TRY(search_of(context, command));
    if (search.pattern.size() > context.current_ef().record_length) {
        return context.refuse(sw::wrong_length, "the pattern is longer than a record");
    }
    const std::size_t first = TRY(first_record(context, command, search));
    ResponseApdu response{.data = find_records(context, search, first)};
    if (response.data.empty()) {
        response.status = sw::end_of_file_reached;
        context.explanation.reason = "no record matches";
    } else {
        context.channel.record = response.data.front();
    }
    return response;
}

} // namespace uicc::emulator::commands
