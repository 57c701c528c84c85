#include "emulator/card/file_access.hpp"

#include "emulator/apdu/class_byte.hpp"
#include "emulator/card/granting_session.hpp"
#include "filesystem/key_name.hpp"
#include "filesystem/memory/access_control.hpp"

#include <fmt/format.h>

namespace uicc::emulator {
namespace {

using filesystem::AccessMode;
using filesystem::Denial;
using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::KeyReference;
using filesystem::LifeCycle;
using filesystem::Sfi;

/// Nothing where the current EF is meant.
std::optional<unsigned> coded_sfi(EfTarget::SfiPosition position, const CommandApdu& command)
{
    if (position == EfTarget::SfiPosition::P1) {
        return (command.p1 & 0x80) == 0 ? std::nullopt : std::optional{command.p1 & 0x7FU};
    }
    if (position == EfTarget::SfiPosition::None) {
        return std::nullopt;
    }
    const bool is_low = position == EfTarget::SfiPosition::LowP2;
    const unsigned coded = is_low ? command.p2 & 0x1FU : command.p2 >> 3U;
    return coded == 0 ? std::nullopt : std::optional{coded};
}

std::string no_sfi(EfTarget::SfiPosition position, const CommandApdu& command)
{
    constexpr Byte bits_beside_sfi = 0x60;
    const bool is_p1 = position == EfTarget::SfiPosition::P1;
    const bool has_other_bits = is_p1 && (command.p1 & bits_beside_sfi) != 0;
    return fmt::format("{} {:02X}: {}", is_p1 ? "P1" : "P2", is_p1 ? command.p1 : command.p2,
                       has_other_bits ? "bits 7 and 6 are 0 with an SFI" : "an SFI is 1 to 30");
}

/// What P1 or P2 say about an SFI.
Result<std::optional<Sfi>, StatusWord> sfi_of(const CommandContext& context,
                                              EfTarget::SfiPosition position,
                                              const CommandApdu& command)
{
    const auto coded = coded_sfi(position, command);
    if (!coded) {
        return std::nullopt;
    }
    const auto sfi = Sfi::from(*coded);
    if (!sfi) {
        return context.refuse(sw::incorrect_p1_p2, no_sfi(position, command));
    }
    return sfi;
}

Result<void, StatusWord> select_by_sfi(CommandContext& context, Sfi sfi)
{
    const auto ef = context.memory.image().child(context.channel.directory, sfi);
    if (!ef) {
        return context.refuse(sw::file_not_found,
                              fmt::format("no EF with SFI {:02X} in {}", sfi.value(),
                                          context.memory.header(context.channel.directory).name));
    }
    context.channel.ef = ef;
    context.channel.record = 0;
    return require_undisputed(context, context.channel, context.channel_number);
}

bool has_structure(const FileHeader& file, EfTarget::Structure structure)
{
    switch (structure) {
    case EfTarget::Structure::Transparent:
        return file.structure == EfStructure::Transparent;
    case EfTarget::Structure::Records:
        return file.has_records();
    case EfTarget::Structure::Cyclic:
        return file.structure == EfStructure::Cyclic;
    case EfTarget::Structure::BerTlv:
        return file.structure == EfStructure::BerTlv;
    }
    return false;
}

/// The file, or else the closest directory above it, that is in a state.
std::optional<FileIndex> find_in_state(const CommandContext& context,
                                       FileIndex file,
                                       LifeCycle state)
{
    for (FileIndex at = file;; at = context.memory.header(at).parent) {
        if (context.memory.life_cycle(at) == state) {
            return at;
        }
        if (at == filesystem::mf_index) {
            return std::nullopt;
        }
    }
}

std::string explain_missing(const Denial& denial)
{
    std::string keys;
    for (const KeyReference key : denial.missing_keys) {
        keys += fmt::format("{}{} ({:02X})", keys.empty() ? "" : " or ", filesystem::name_of(key),
                            static_cast<unsigned>(key));
    }
    std::string text = "needs " + (denial.needed.empty() ? keys : denial.needed);
    if (!denial.rule.empty()) {
        text += fmt::format(": {} says `{}`", denial.source, denial.rule);
    }
    return denial.state.empty() ? text : text + "; " + denial.state;
}

/// How to get the protection that is missing.
std::string remedy(const CommandContext& context,
                   FileIndex file,
                   const filesystem::Operation& operation,
                   const Denial& denial)
{
    if (denial.reason != Denial::Reason::NotProtected) {
        return {};
    }
    const std::string session = granting_session(context, file, operation);
    return session.empty() ? session : "; " + session + " has it";
}

} // namespace

bool usage_is_terminated(const filesystem::CardMemory& memory)
{
    return memory.life_cycle(filesystem::mf_index) == LifeCycle::Terminated;
}

Result<void, StatusWord> require_living_card(const CommandContext& context, FileIndex file)
{
    if (usage_is_terminated(context.memory) && file != filesystem::mf_index) {
        return context.refuse(sw::conditions_of_use_not_satisfied, "the card is terminated");
    }
    return {};
}

Result<void, StatusWord> require_not_terminated(const CommandContext& context, FileIndex file)
{
    if (const auto ended = find_in_state(context, file, LifeCycle::Terminated)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              context.memory.header(*ended).name + " is terminated");
    }
    return {};
}

Result<void, StatusWord> require_usable(const CommandContext& context, FileIndex file)
{
    TRY(require_not_terminated(context, file));
    const FileHeader& header = context.memory.header(file);
    const FileIndex first = header.is_usable_when_deactivated() ? header.parent : file;
    if (const auto asleep = find_in_state(context, first, LifeCycle::Deactivated)) {
        return context.refuse(sw::referenced_data_invalidated,
                              context.memory.header(*asleep).name + " is deactivated");
    }
    return {};
}

Result<void, StatusWord> require_usable_above(const CommandContext& context, FileIndex file)
{
    return file == filesystem::mf_index
               ? Result<void, StatusWord>{}
               : require_usable(context, context.memory.header(file).parent);
}

std::string explain(const Denial& denial)
{
    const std::string rule = denial.source.empty() ? "the access rule" : denial.source;
    const std::string says = fmt::format("{} says `{}`", rule, denial.rule);
    switch (denial.reason) {
    case Denial::Reason::NoRule:
        return fmt::format("{} does not cover the operation (`{}`), which then nobody may", rule,
                           denial.rule.substr(0, denial.rule.find(':')));
    case Denial::Reason::Never:
        return says;
    case Denial::Reason::Excluded:
        return says + ", and what it excludes is the case";
    case Denial::Reason::KeyMissing:
        break;
    case Denial::Reason::KeyUnknown:
        return says + ", and there is no such key here";
    case Denial::Reason::NotProtected:
        return fmt::format("needs {}: {}, and the command came without it", denial.needed, says);
    case Denial::Reason::OtherEnvironment:
        return says + ", and that is not the security environment now";
    case Denial::Reason::NotReachable:
        return std::string{denial.detail};
    case Denial::Reason::Malformed:
        return fmt::format("{} is malformed ({}) and grants nothing", rule, denial.detail);
    case Denial::Reason::Unsupported:
        return says + ", which this card does not support";
    }
    return explain_missing(denial);
}

filesystem::CommandHeader header_of(const CommandApdu& command)
{
    const auto cla = decode_class(command.cla);
    const bool is_etsi = cla && cla->group == ClassByte::Group::Etsi;
    return {.cla = static_cast<Byte>(is_etsi ? 0x80 : 0x00),
            .ins = static_cast<Byte>(command.ins),
            .p1 = command.p1,
            .p2 = command.p2};
}

Result<void, StatusWord> require_access(const CommandContext& context,
                                        filesystem::FileIndex file,
                                        const filesystem::Operation& operation)
{
    const auto access =
        filesystem::check_access(context.memory, file, operation, context.security_for(file));
    if (!access) {
        return context.refuse(sw::security_status_not_satisfied,
                              explain(access.error()) +
                                  remedy(context, file, operation, access.error()));
    }
    return {};
}

Result<void, StatusWord> require_undisputed(const CommandContext& context,
                                            FileIndex file,
                                            std::optional<unsigned> own_channel)
{
    const FileHeader& header = context.memory.header(file);
    const auto other =
        header.shareable ? std::nullopt : context.channels.first_on(file, own_channel);
    if (!other) {
        return {};
    }
    return context.refuse(
        sw::conditions_of_use_not_satisfied,
        fmt::format("{} is not shareable, and current on channel {}", header.name, *other));
}

Result<void, StatusWord> require_undisputed(const CommandContext& context,
                                            const LogicalChannel& selection,
                                            std::optional<unsigned> own_channel)
{
    TRY(require_undisputed(context, selection.directory, own_channel));
    return selection.ef ? require_undisputed(context, *selection.ef, own_channel)
                        : Result<void, StatusWord>{};
}

Result<void, StatusWord> open_ef(CommandContext& context,
                                 const EfTarget& target,
                                 const CommandApdu& command)
{
    if (const auto sfi = TRY(sfi_of(context, target.sfi_position, command))) {
        TRY(select_by_sfi(context, *sfi));
    }
    if (!context.channel.ef) {
        return context.refuse(sw::no_ef_selected, "no EF is selected");
    }
    const FileHeader& file = context.current_ef();
    context.explanation.file = file.name;
    if (!has_structure(file, target.structure)) {
        return context.refuse(sw::incompatible_file_structure,
                              "the command does not fit the structure of the file");
    }
    TRY(require_usable(context, *context.channel.ef));
    return require_access(context, *context.channel.ef, {target.access, header_of(command)});
}

} // namespace uicc::emulator
