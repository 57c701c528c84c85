#include "profiles/export/header_node.hpp"

#include "profiles/export/file_baseline.hpp"
#include "profiles/loader/file_header.hpp"
#include "profiles/loader/pins.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

using filesystem::EfStructure;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;
using filesystem::KeyReference;
using filesystem::SecurityAttributes;
using yaml::MapBuilder;
using yaml::NodePtr;

NodePtr fid_node(unsigned fid)
{
    return yaml::text(fmt::format("{:04X}", fid));
}

NodePtr fid_node(const FileHeader& file)
{
    const bool none = file.kind == FileKind::Adf && file.fid == filesystem::current_adf_fid;
    return none ? yaml::word("none") : fid_node(static_cast<unsigned>(file.fid));
}

std::string_view word_of(EfStructure structure)
{
    switch (structure) {
    case EfStructure::Transparent:
        return "transparent";
    case EfStructure::LinearFixed:
        return "linear-fixed";
    case EfStructure::Cyclic:
        return "cyclic";
    case EfStructure::BerTlv:
        return "ber-tlv";
    }
    return {};
}

/// A record by number, or one for each security environment.
NodePtr reference_node(const Bytes& value)
{
    MapBuilder reference;
    reference.add("fid", fid_node(static_cast<unsigned>(value[0]) << 8U | value[1]));
    if (value.size() == 3) {
        reference.add("record", yaml::number(value[2]));
        return std::move(reference).build();
    }
    MapBuilder records;
    for (std::size_t i = 2; i + 1 < value.size(); i += 2) {
        records.add(std::to_string(value[i]), yaml::number(value[i + 1]));
    }
    reference.add("records", std::move(records).build());
    return std::move(reference).build();
}

NodePtr access_node(const SecurityAttributes& security)
{
    MapBuilder access;
    if (security.form == SecurityAttributes::Form::Expanded) {
        access.add("expanded", yaml::hex(security.value));
    } else if (security.form == SecurityAttributes::Form::Compact) {
        access.add("compact", yaml::hex(security.value));
    } else if (security.value.size() >= 3) {
        access.add("arr", reference_node(security.value));
    }
    return std::move(access).build();
}

void add_access(MapBuilder& map,
                const filesystem::CardMemory& memory,
                FileIndex file,
                const FilePlan& baseline)
{
    const FileHeader& header = memory.header(file);
    if (header.is_applet || usual_security(memory, file, baseline) == header.security) {
        return;
    }
    NodePtr access = access_node(header.security);
    if (access->kind == yaml::Kind::Map) {
        map.add("access", std::move(access));
    }
}

void add_application(MapBuilder& map, const FileHeader& file, const FileHeader& usual)
{
    if (file.aid && file.aid != usual.aid) {
        map.add("aid", yaml::hex(file.aid->octets()));
    }
    if (file.names_fid_in_fcp != usual.names_fid_in_fcp) {
        map.add("fid-in-fcp", yaml::flag(file.names_fid_in_fcp));
    }
}

void add_ef(MapBuilder& map, const FileHeader& file, const FileHeader& usual, bool has_own_body)
{
    if (file.sfi != usual.sfi) {
        map.add("sfi", file.sfi ? yaml::number(file.sfi->value()) : yaml::word("none"));
    }
    if (file.structure != usual.structure && has_own_body) {
        map.add("structure", yaml::word(std::string{word_of(file.structure)}));
    }
    if (file.special_information && file.special_information != usual.special_information) {
        map.add("special-information", yaml::hex(std::array{*file.special_information}));
    }
}

Pins::Listing usual_listing(const FilePlan& directory)
{
    if (directory.header.kind == FileKind::Mf) {
        return Pins::Listing::CardWide;
    }
    return directory.directory == filesystem::catalogue::Directory::Usim
               ? Pins::Listing::WithLocal
               : Pins::Listing::PinAndAdm1;
}

} // namespace

void add_header(MapBuilder& map,
                const filesystem::CardMemory& memory,
                FileIndex file,
                const FilePlan& baseline)
{
    const FileHeader& header = memory.header(file);
    const FileHeader& usual = baseline.header;
    if (!header.fcp.empty()) {
        map.add("fcp", yaml::hex(header.fcp));
    }
    if (header.kind != FileKind::Mf && header.fid != usual.fid) {
        map.add("fid", fid_node(header));
    }
    if (header.kind == FileKind::Adf) {
        add_application(map, header, usual);
    }
    if (header.is_ef()) {
        add_ef(map, header, usual, memory.image().body_owner(file) == file);
    }
    if (const auto state = memory.life_cycle(file); state != usual.life_cycle) {
        map.add("life-cycle", yaml::word(std::string{life_cycle_word(state)}));
    }
    if (header.shareable != usual.shareable) {
        map.add("shareable", yaml::flag(header.shareable));
    }
    if (header.proprietary != usual.proprietary) {
        map.add("proprietary", yaml::hex(header.proprietary));
    }
    add_access(map, memory, file, baseline);
}

void add_pin_listing(MapBuilder& map,
                     const emulator::CardDescription& card,
                     FileIndex directory,
                     const FilePlan& baseline)
{
    const auto listed =
        std::ranges::find(card.pin_listings, directory, &emulator::PinListing::directory);
    if (listed == card.pin_listings.end()) {
        return;
    }
    Pins pins;
    for (const emulator::PinDefinition& pin : card.pins) {
        pins.add(pin, {});
    }
    const auto usual = baseline.pin_listing.value_or(pins.listing(usual_listing(baseline)));
    if (usual == listed->references) {
        return;
    }
    std::vector<NodePtr> names;
    for (const KeyReference reference : listed->references) {
        names.push_back(yaml::word(std::string{pin_name(reference)}));
    }
    map.add("pin-listing", yaml::list(std::move(names)));
}

} // namespace uicc::profiles
