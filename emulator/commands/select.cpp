#include "emulator/commands/select.hpp"

#include "emulator/card/file_access.hpp"
#include "emulator/commands/fcp_response.hpp"
#include "emulator/security/global_platform/card_registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

using filesystem::Fid;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::Image;

enum class Occurrence : Byte { First = 0, Last = 1, Next = 2, Previous = 3 };

/// P2, TS 102 221 Table 11.2.
struct SelectControl {
    bool terminates = false; // b7 b6: 10
    bool returns_fcp = true; // b4 b3: 01, or 00 (FCI) as many terminals send it
    Occurrence occurrence = Occurrence::First;
};

/// Where a selection leads.
struct Selection {
    FileIndex file{};
    bool by_name = false; // an application session begins
};

using SelectionResult = Result<Selection, StatusWord>;

constexpr Byte by_fid = 0x00;
constexpr Byte child_df = 0x01;
constexpr Byte child_ef = 0x02;
constexpr Byte parent_df = 0x03;
constexpr Byte by_df_name = 0x04;
constexpr Byte path_from_mf = 0x08;
constexpr Byte path_from_current_df = 0x09;

Result<SelectControl, StatusWord> control_of(const CommandContext& context,
                                             const CommandApdu& command)
{
    constexpr Byte rfu_bits = 0x90;
    constexpr Byte session_bits = 0x60;
    constexpr Byte terminate = 0x40;
    constexpr Byte return_bits = 0x0C;
    constexpr Byte return_fci = 0x00;
    constexpr Byte return_fmd = 0x08;
    constexpr Byte return_nothing = 0x0C;
    constexpr Byte occurrence_bits = 0x03;

    const Byte p2 = command.p2;
    const Byte session = p2 & session_bits;
    const Byte returned = p2 & return_bits;
    const bool fci_refused =
        returned == return_fci && !context.description.behaviour.select_with_p2_00;
    const bool meant_for_names = session != 0 || (p2 & occurrence_bits) != 0;
    if ((p2 & rfu_bits) != 0 || (session != 0 && session != terminate) || returned == return_fmd ||
        fci_refused || (meant_for_names && command.p1 != by_df_name)) {
        return context.refuse(sw::incorrect_p1_p2, fmt::format("P2 {:02X} is not supported", p2));
    }
    return SelectControl{.terminates = session == terminate,
                         .returns_fcp = returned != return_nothing,
                         .occurrence = Occurrence{static_cast<Byte>(p2 & occurrence_bits)}};
}

tl::unexpected<StatusWord> not_found(const CommandContext& context, const std::string& what)
{
    return context.refuse(sw::file_not_found, what);
}

tl::unexpected<StatusWord> bad_length(const CommandContext& context)
{
    return context.refuse(sw::wrong_length, "the data does not fit P1");
}

Fid fid_at(ByteView data, std::size_t offset)
{
    return Fid{static_cast<std::uint16_t>(data[offset] << 8 | data[offset + 1])};
}

/// DFs right below the parent, for the siblings of the current DF.
std::optional<FileIndex> sibling_df(const Image& image, FileIndex directory, Fid fid)
{
    const auto sibling = image.child(image.header(directory).parent, fid);
    return sibling && !image.header(*sibling).is_ef() ? sibling : std::nullopt;
}

/// Search order of TS 102 221 §8.4.1: children, parent, siblings, the DF itself, MF, current ADF.
std::optional<FileIndex> find_by_fid(const CommandContext& context, Fid fid)
{
    const Image& image = context.memory.image();
    const FileIndex directory = context.channel.directory;
    if (fid == filesystem::current_adf_fid) {
        return context.channel.application;
    }
    if (const auto child = image.child(directory, fid)) {
        return child;
    }
    const FileIndex parent = image.header(directory).parent;
    if (image.header(parent).fid == fid) {
        return parent;
    }
    if (const auto sibling = sibling_df(image, directory, fid)) {
        return sibling;
    }
    if (image.header(directory).fid == fid) {
        return directory;
    }
    return fid == filesystem::mf_fid ? std::optional{filesystem::mf_index} : std::nullopt;
}

SelectionResult select_by_fid(const CommandContext& context, ByteView data)
{
    if (data.empty()) {
        return Selection{filesystem::mf_index};
    }
    if (data.size() != 2) {
        return bad_length(context);
    }
    const Fid fid = fid_at(data, 0);
    if (const auto file = find_by_fid(context, fid)) {
        return Selection{*file};
    }
    return not_found(context,
                     fid == filesystem::current_adf_fid
                         ? std::string{"no application is active on this channel"}
                         : fmt::format("no file {:04X} can be reached from {}",
                                       static_cast<unsigned>(fid),
                                       context.memory.header(context.channel.directory).name));
}

SelectionResult select_child(const CommandContext& context, ByteView data, bool wants_ef)
{
    if (data.size() != 2) {
        return bad_length(context);
    }
    const Image& image = context.memory.image();
    const auto child = image.child(context.channel.directory, fid_at(data, 0));
    if (!child || image.header(*child).is_ef() != wants_ef) {
        return not_found(context, "no such file below the current DF");
    }
    return Selection{*child};
}

SelectionResult select_parent(const CommandContext& context, ByteView data)
{
    if (!data.empty()) {
        return bad_length(context);
    }
    return Selection{context.memory.header(context.channel.directory).parent};
}

/// Follows FIDs downwards. Only the last one may name an EF.
SelectionResult follow_path(const CommandContext& context, FileIndex start, ByteView path)
{
    const Image& image = context.memory.image();
    FileIndex file = start;
    for (std::size_t offset = 0; offset < path.size(); offset += 2) {
        const Fid fid = fid_at(path, offset);
        const auto child = image.header(file).is_ef() ? std::nullopt : image.child(file, fid);
        if (!child) {
            return not_found(context, fmt::format("no {:04X} below {}", static_cast<unsigned>(fid),
                                                  image.header(file).name));
        }
        file = *child;
    }
    return Selection{file};
}

/// Paths leave 3F00 out; one that begins with it says the same. 7FFF stands for the current ADF.
SelectionResult select_path_from_mf(const CommandContext& context, ByteView data)
{
    if (data.empty() || data.size() % 2 != 0) {
        return bad_length(context);
    }
    const Fid first = fid_at(data, 0);
    if (first == filesystem::mf_fid) {
        return follow_path(context, filesystem::mf_index, data.subspan(2));
    }
    if (first != filesystem::current_adf_fid) {
        return follow_path(context, filesystem::mf_index, data);
    }
    if (!context.channel.application) {
        return not_found(context, "no application is active on this channel");
    }
    return follow_path(context, *context.channel.application, data.subspan(2));
}

SelectionResult select_path_from_current_df(const CommandContext& context, ByteView data)
{
    if (data.empty() || data.size() % 2 != 0) {
        return bad_length(context);
    }
    return follow_path(context, context.channel.directory, data);
}

/// Whether the GlobalPlatform registry lets the application be selected; it knows nothing of an ADF
/// that CREATE FILE has made.
bool is_selectable(const CommandContext& context, FileIndex adf)
{
    const bool is_created =
        static_cast<std::size_t>(adf) >= context.description.files->file_count();
    return context.description.registry.empty() || is_created ||
           global_platform::CardRegistry{context.description.registry, context.memory}
               .is_selectable(context.memory.header(adf).aid.value().octets());
}

/// GPCS §5.1.1.4: only the issuer security domain is left then.
bool card_is_locked(const CommandContext& context)
{
    const global_platform::CardRegistry registry{context.description.registry, context.memory};
    return registry.card_life_cycle() == global_platform::life_cycle::card_locked;
}

/// Applications whose AID begins with the name, in the order of EF.DIR. Next and previous count
/// from the application that is active on the channel, TS 102 221 §8.5.1.2.
std::optional<FileIndex> find_by_name(const CommandContext& context,
                                      ByteView name,
                                      Occurrence occurrence)
{
    const Image& image = context.memory.image();
    const auto applications = image.applications();
    const auto matches = [&](FileIndex adf) {
        return image.header(adf).aid->starts_with(name) && is_selectable(context, adf);
    };
    const auto current = std::ranges::find(applications, context.channel.application);

    const auto first_in = [&](auto range) -> std::optional<FileIndex> {
        const auto found = std::ranges::find_if(range, matches);
        return found == range.end() ? std::nullopt : std::optional{*found};
    };
    const auto last_in = [&](auto range) -> std::optional<FileIndex> {
        std::optional<FileIndex> last;
        for (const FileIndex adf : range) {
            last = matches(adf) ? std::optional{adf} : last;
        }
        return last;
    };
    switch (occurrence) {
    case Occurrence::First:
        return first_in(applications);
    case Occurrence::Last:
        return last_in(applications);
    case Occurrence::Next:
        return current == applications.end() ? first_in(applications)
                                             : first_in(std::span{current + 1, applications.end()});
    case Occurrence::Previous:
        return current == applications.end() ? last_in(applications)
                                             : last_in(std::span{applications.begin(), current});
    }
    return std::nullopt;
}

SelectionResult select_by_name(const CommandContext& context,
                               ByteView name,
                               const SelectControl& control)
{
    const auto issuer = context.description.issuer_security_domain;
    if (name.empty() && issuer) { // GPCS §11.9.2.3
        return Selection{.file = *issuer, .by_name = true};
    }
    if (name.empty() || name.size() > filesystem::Aid::max_size) {
        return bad_length(context);
    }
    const auto adf = find_by_name(context, name, control.occurrence);
    if (!adf) {
        return not_found(context, "no application has this AID");
    }
    if (adf != issuer && card_is_locked(context)) {
        return context.refuse(sw::function_not_supported, "the card is locked");
    }
    return Selection{.file = *adf, .by_name = true};
}

SelectionResult find_selection(const CommandContext& context,
                               const CommandApdu& command,
                               const SelectControl& control)
{
    switch (command.p1) {
    case by_fid:
        return select_by_fid(context, command.data);
    case child_df:
        return select_child(context, command.data, false);
    case child_ef:
        return select_child(context, command.data, true);
    case parent_df:
        return select_parent(context, command.data);
    case by_df_name:
        return select_by_name(context, command.data, control);
    case path_from_mf:
        return select_path_from_mf(context, command.data);
    case path_from_current_df:
        return select_path_from_current_df(context, command.data);
    default:
        return context.refuse(sw::incorrect_p1_p2,
                              fmt::format("P1 {:02X} is not supported", command.p1));
    }
}

void make_current(CommandContext& context, const Selection& selection)
{
    const filesystem::FileHeader& file = context.memory.header(selection.file);
    LogicalChannel& channel = context.channel;
    channel.record = 0;
    if (file.is_ef()) {
        channel.directory = file.parent;
        channel.ef = selection.file;
        return;
    }
    channel.directory = selection.file;
    channel.ef.reset();
    if (selection.by_name) {
        channel.application = selection.file;
    }
}

/// Ends the session of the active application, TS 102 221 §8.5.2.
CommandResult terminate(CommandContext& context, FileIndex adf, const SelectControl& control)
{
    if (context.channel.application != adf) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the application is not active on this channel");
    }
    ResponseApdu response = control.returns_fcp ? fcp_response(context, adf) : ResponseApdu{};
    context.channel = LogicalChannel{};
    context.security.session_ends = true;
    return response;
}

} // namespace

CommandResult select(CommandContext& context, const CommandApdu& command)
{
    const SelectControl control = TRY(control_of(context, command));
    const Selection selection = TRY(find_selection(context, command, control));
    TRY(require_living_card(context, selection.file));
    const filesystem::FileHeader& file = context.memory.header(selection.file);
    context.explanation.file = file.name;
    if (control.terminates) {
        return terminate(context, selection.file, control);
    }
    make_current(context, selection);
    TRY(require_undisputed(context, context.channel, context.channel_number));
    context.security.session_ends |= selection.by_name;
    if (!control.returns_fcp) {
        return ResponseApdu{.status = selection_status(context, selection.file)};
    }
    const Application* application =
        selection.by_name ? context.applications.at(selection.file) : nullptr;
    const auto fci = application == nullptr ? std::nullopt : application->fci(context);
    return fci ? ResponseApdu{.data = *fci} : fcp_response(context, selection.file);
}

Result<FileIndex, StatusWord> find_file(const CommandContext& context, const CommandApdu& command)
{
    if (command.p1 != by_fid && command.p1 != path_from_mf && command.p1 != path_from_current_df) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00 (FID), 08 or 09 (path)");
    }
    if (command.data.empty()) {
        return bad_length(context);
    }
    return TRY(find_selection(context, command, {})).file;
}

} // namespace uicc::emulator::commands
