#include "emulator/commands/suspension.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/card/suspension.hpp"

#include <array>

namespace uicc::emulator::commands {
namespace {

using filesystem::FileKind;

constexpr filesystem::Fid maximum_power_consumption{0x2F08}; // EF.UMPC
constexpr std::size_t additional_information = 2;
constexpr Byte suspension_offered = 0x02;
constexpr std::size_t duration_size = 2;

bool is_offered(const filesystem::CardMemory& memory)
{
    const auto file = memory.image().child(filesystem::mf_index, maximum_power_consumption);
    if (!file) {
        return false;
    }
    const ByteView octets = memory.body(*file);
    return octets.size() > additional_information &&
           (octets[additional_information] & suspension_offered) != 0;
}

/// Seconds; the first octet is the unit. Nothing for units that are none.
std::optional<unsigned> seconds_of(ByteView duration)
{
    constexpr std::array<unsigned, 5> units{1, 60, 3600, 86400, 864000};
    if (duration[0] >= units.size()) {
        return std::nullopt;
    }
    return units[duration[0]] * duration[1];
}

CommandResult suspend(CommandContext& context, ByteView durations)
{
    if (durations.size() != 2 * duration_size) {
        return context.refuse(sw::wrong_length, "two durations of two octets are expected");
    }
    const ByteView longest = durations.last(duration_size);
    const auto minimum = seconds_of(durations.first(duration_size));
    const auto maximum = seconds_of(longest);
    if (!minimum || !maximum || *minimum > *maximum) {
        return context.refuse(sw::incorrect_data, "the durations are none, or in no order");
    }
    const unsigned limit = context.description.behaviour.longest_suspension;
    if (*minimum > limit) {
        return context.refuse(sw::security_context_not_supported,
                              "the card does not suspend for as long as that");
    }
    Suspension suspension{.token = SecureBytes(resume_token_size), .channels = context.channels};
    context.random.fill(suspension.token);
    context.pins.copy_verification(suspension.verified);
    context.memory.set_cell(suspension_cell,
                            encode_suspension(suspension, context.description.profile_hash));
    ResponseApdu response;
    codec::append(response.data, *maximum > limit ? durations.first(duration_size) : longest);
    codec::append(response.data, suspension.token);
    return response;
}

/// Whether a selection names files of the card for what they are, and a record that is there.
bool fits(const LogicalChannel& channel, const filesystem::Image& files)
{
    const auto is_there = [&files](filesystem::FileIndex file) { return files.exists(file); };
    if (!is_there(channel.directory) || files.header(channel.directory).is_ef()) {
        return false;
    }
    if (channel.application && (!is_there(*channel.application) ||
                                files.header(*channel.application).kind != FileKind::Adf)) {
        return false;
    }
    return channel.ef ? is_there(*channel.ef) && files.header(*channel.ef).is_ef() &&
                            channel.record <= files.header(*channel.ef).record_count()
                      : channel.record == 0;
}

/// What is kept may have come from outside, with an imported state, or from another profile.
std::optional<Suspension> kept_suspension(const CommandContext& context)
{
    const auto kept = context.memory.cell(suspension_cell);
    const filesystem::Image& files = context.memory.image();
    const SuspendedCard card{.profile_hash = context.description.profile_hash,
                             .files = files.file_count(),
                             .pins = context.pins.all().size()};
    auto suspension = kept ? decode_suspension(*kept, card) : std::nullopt;
    for (unsigned number = 0; suspension && number < LogicalChannels::maximum; ++number) {
        const LogicalChannels& channels = suspension->channels;
        if (channels.is_open(number) && !fits(channels.at(number), files)) {
            return std::nullopt;
        }
    }
    return suspension;
}

/// The state is used up before anything comes back from it.
CommandResult resume(CommandContext& context, ByteView token)
{
    if (token.size() != resume_token_size) {
        return context.refuse(sw::wrong_length, "a resume token has 8 octets");
    }
    const auto suspension = kept_suspension(context);
    if (!suspension) {
        return context.refuse(sw::conditions_of_use_not_satisfied, "the card is not suspended");
    }
    if (!equal_in_constant_time(suspension->token, token)) {
        return context.refuse(sw::security_status_not_satisfied, "the resume token is another");
    }
    context.memory.clear_cell(suspension_cell);
    if (!context.memory.commit()) {
        return context.refuse(sw::memory_problem, "the store did not take it");
    }
    context.pins.reload(suspension->verified);
    context.channels = suspension->channels;
    context.channel = context.channels.at(context.channel_number);
    return ResponseApdu{};
}

} // namespace

CommandResult suspend_uicc(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte suspends = 0x00;
    constexpr Byte resumes = 0x01;
    if (!is_offered(context.memory)) {
        return context.refuse(sw::instruction_not_supported, "EF.UMPC does not offer suspension");
    }
    if (context.channel_number != 0) {
        return context.refuse(sw::channel_not_supported, "only the basic channel can suspend");
    }
    if (command.p1 > resumes || command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00 or 01, P2 is 00");
    }
    return command.p1 == suspends ? suspend(context, command.data) : resume(context, command.data);
}

} // namespace uicc::emulator::commands
