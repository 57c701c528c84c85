#include "emulator/commands/create_file.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/card/file_access.hpp"
#include "emulator/commands/file_control.hpp"
#include "filesystem/memory/access_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::emulator::commands {
namespace {

using codec::Tag;
using filesystem::AccessMode;
using filesystem::EfStructure;
using filesystem::Fid;
using filesystem::FileControl;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::KeyReference;
using filesystem::LifeCycle;
using filesystem::SecurityAttributes;

using Check = Result<void, StatusWord>;

constexpr std::size_t longest_attributes = 128; // octets, so that an FCP stays below 256
constexpr std::size_t longest_proprietary = 64;
constexpr std::size_t most_pins = 16;

Check require(const CommandContext& context, bool condition, const char* otherwise)
{
    return condition ? Check{} : Check{context.refuse(sw::incorrect_data, otherwise)};
}

bool has_security(const FileControl& control)
{
    return control.has(Tag{0x8B}) || control.has(Tag{0x8C}) || control.has(Tag{0xAB});
}

/// ISO/IEC 7816-4 and TS 102 221 §8.6 keep these for other things.
bool is_reserved(Fid fid)
{
    constexpr std::array reserved{filesystem::mf_fid, Fid{0x3FFF}, filesystem::current_adf_fid,
                                  Fid{0xFFFF}};
    return std::ranges::find(reserved, fid) != reserved.end();
}

/// What a template for a new file has to hold, TS 102 222 Tables 4 and 5.
Check check_objects(const CommandContext& context, const FileControl& control)
{
    const FileHeader& header = control.header;
    const bool is_adf = header.kind == FileKind::Adf;
    const bool can_begin =
        header.life_cycle != LifeCycle::NoInformation && header.life_cycle != LifeCycle::Terminated;
    TRY(require(context, control.has(Tag{0x82}), "the file descriptor (82) is missing"));
    TRY(require(context, !control.is_internal, "an internal EF could never be used"));
    TRY(require(context, is_adf || control.has(Tag{0x83}), "the FID (83) is missing"));
    TRY(require(context, control.has(Tag{0x8A}) && can_begin,
                "no file begins with this life cycle"));
    TRY(require(context, has_security(control), "security attributes (8B, 8C, AB) are missing"));
    TRY(require(context,
                header.security.value.size() <= longest_attributes &&
                    header.proprietary.size() <= longest_proprietary &&
                    header.pin_references.size() <= most_pins,
                "the FCP would be too long"));
    return require(context, !header.is_ef() || !header.aid, "an EF has no AID");
}

Check check_identifiers(const CommandContext& context, const FileHeader& header)
{
    const bool is_adf = header.kind == FileKind::Adf;
    TRY(require(context, !is_adf || context.channel.directory == filesystem::mf_index,
                "an ADF lies right below the MF"));
    return require(context, is_adf || !is_reserved(header.fid), "the FID is reserved");
}

Check check_body(const CommandContext& context, const FileControl& control)
{
    const FileHeader& header = control.header;
    if (!header.is_ef()) {
        return require(context, control.fill.octets.empty(), "a pattern fills EFs only");
    }
    TRY(require(context, header.size != 0 || control.size || control.maximum_size,
                "the size (80) is missing"));
    if (header.structure == EfStructure::BerTlv) {
        TRY(check_objects_body(context, control));
    }
    return check_size(context, header);
}

/// PINs that tag C6 lists have to be on the card.
Check check_pins(const CommandContext& context, const FileHeader& header)
{
    for (const KeyReference reference : header.pin_references) {
        const auto is_known = [reference](const auto& pin) {
            return pin.definition.reference == reference;
        };
        if (std::ranges::none_of(context.pins.all(), is_known)) {
            return context.refuse(
                sw::referenced_data_not_found,
                fmt::format("the card has no PIN {:02X}", static_cast<unsigned>(reference)));
        }
    }
    return {};
}

/// Security environments that a reference of the form FID (SEID record)+ has records for; any
/// other form names one record for all.
Bytes environments_of(ByteView reference)
{
    Bytes environments;
    for (std::size_t at = 2; at + 1 < reference.size(); at += 2) {
        environments.push_back(reference[at]);
    }
    return environments.empty() ? Bytes{0x01} : environments;
}

bool is_well_formed(ByteView objects)
{
    for (codec::TlvReader reader{objects}; !reader.at_end();) {
        if (!reader.next()) {
            return false;
        }
    }
    return true;
}

/// Records of EF.ARR that the new file names have to be there; a new EF.ARR may name its own.
Check check_rules(const CommandContext& context, FileIndex file)
{
    const SecurityAttributes& security = context.memory.header(file).security;
    if (security.form == SecurityAttributes::Form::Expanded) {
        return require(context, is_well_formed(security.value), "the access rules are malformed");
    }
    if (security.form == SecurityAttributes::Form::Compact) {
        return {};
    }
    for (const Byte environment : environments_of(security.value)) {
        if (!filesystem::rules_of(context.memory, file, environment)) {
            return context.refuse(sw::referenced_data_not_found,
                                  "the EF.ARR or the record that the file names is not there");
        }
    }
    return {};
}

void make_current(LogicalChannel& channel, FileIndex file, bool is_ef)
{
    channel.record = 0;
    channel.ef = is_ef ? std::optional{file} : std::nullopt;
    if (!is_ef) {
        channel.directory = file;
    }
}

} // namespace

CommandResult create_file(CommandContext& context, const CommandApdu& command)
{
    if (command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P2 is 00");
    }
    const FileControl control = TRY(file_control(context, command));
    const FileIndex directory = context.channel.directory;
    const bool is_ef = control.header.is_ef();
    TRY(require_usable(context, directory));
    TRY(require_access(context, directory, is_ef ? AccessMode::CreateEf : AccessMode::CreateDf));
    TRY(check_objects(context, control));
    TRY(check_identifiers(context, control.header));
    TRY(check_body(context, control));
    TRY(check_pins(context, control.header));

    FileHeader header = control.header;
    header.parent = directory;
    const auto file = context.memory.create(std::move(header));
    if (!file) {
        return refuse_file(context, file.error());
    }
    context.explanation.file = context.memory.header(*file).name;
    TRY(check_rules(context, *file));
    if (is_ef) {
        context.memory.write(*file, 0, filled_body(context.memory.header(*file), control.fill));
    }
    make_current(context.channel, *file, is_ef);
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands
