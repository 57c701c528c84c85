#include "emulator/card/file_access.hpp"

#include "filesystem/key_name.hpp"
#include "filesystem/memory/access_control.hpp"

#include <fmt/format.h>

namespace uicc::emulator {
namespace {

using filesystem::Denial;
using filesystem::FileHeader;
using filesystem::KeyReference;
using filesystem::LifeCycle;
using filesystem::Sfi;

/// What P1 or P2 say about an SFI.
Result<std::optional<Sfi>, StatusWord> sfi_of(EfTarget::SfiPosition position,
                                              const CommandApdu& command)
{
    const bool in_p1 = position == EfTarget::SfiPosition::P1;
    const unsigned coded = in_p1 ? command.p1 & 0x7FU : command.p2 >> 3U;
    const bool current_ef_meant = in_p1 ? (command.p1 & 0x80) == 0 : coded == 0;
    if (current_ef_meant) {
        return std::nullopt;
    }
    const auto sfi = Sfi::from(coded);
    if (!sfi) {
        return tl::unexpected{sw::incorrect_p1_p2};
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
    return {};
}

bool has_structure(const FileHeader& file, EfTarget::Structure structure)
{
    return structure == EfTarget::Structure::Records
               ? file.has_records()
               : file.structure == filesystem::EfStructure::Transparent;
}

/// A deactivated EF may still be read and updated when its special information says so,
/// TS 102 221 §11.1.1.4.6.9.
Result<void, StatusWord> check_life_cycle(const CommandContext& context, const FileHeader& file)
{
    const LifeCycle state = context.memory.life_cycle(*context.channel.ef);
    constexpr Byte usable_when_deactivated = 0x40;
    if (state == LifeCycle::Terminated) {
        return context.refuse(sw::conditions_of_use_not_satisfied, "the file is terminated");
    }
    const bool usable = (file.special_information.value_or(0) & usable_when_deactivated) != 0;
    if (state == LifeCycle::Deactivated && !usable) {
        return context.refuse(sw::referenced_data_invalidated, "the file is deactivated");
    }
    return {};
}

} // namespace

std::string explain(const Denial& denial)
{
    const std::string rule = denial.source.empty() ? "the access rule" : denial.source;
    switch (denial.reason) {
    case Denial::Reason::NoRule:
        return rule + " does not cover the operation";
    case Denial::Reason::Never:
        return rule + " says NEVER";
    case Denial::Reason::NotReachable:
        return "the access rule that the file names does not exist in EF.ARR";
    case Denial::Reason::Malformed:
        return rule + " is malformed";
    case Denial::Reason::Unsupported:
        return rule + " asks for something this card does not support";
    case Denial::Reason::NotProtected:
        return rule + " asks for secure messaging, or an authentication of the terminal";
    case Denial::Reason::KeyMissing:
        break;
    }
    std::string keys;
    for (const KeyReference key : denial.missing_keys) {
        keys += fmt::format("{}{} ({:02X})", keys.empty() ? "" : " or ", filesystem::name_of(key),
                            static_cast<unsigned>(key));
    }
    return fmt::format("{} asks for {}, which is not verified", rule, keys);
}

Result<void, StatusWord> open_ef(CommandContext& context,
                                 const EfTarget& target,
                                 const CommandApdu& command)
{
    if (const auto sfi = TRY(sfi_of(target.sfi_position, command))) {
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
    TRY(check_life_cycle(context, file));
    const auto access = filesystem::check_access(context.memory, *context.channel.ef, target.access,
                                                 context.security_for(*context.channel.ef));
    if (!access) {
        return context.refuse(sw::security_status_not_satisfied, explain(access.error()));
    }
    return {};
}

} // namespace uicc::emulator
