#include "profiles/fsdump/file_node.hpp"

#include "filesystem/catalogue/standard_rules.hpp"
#include "filesystem/data_objects.hpp"
#include "profiles/loader/file_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles::fsdump {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::AccessLevel;
using filesystem::EfStructure;
using filesystem::Fid;
using filesystem::FileKind;
using filesystem::SecurityAttributes;
using yaml::MapBuilder;

yaml::NodePtr fid_node(Fid fid)
{
    return yaml::text(fmt::format("{:04X}", static_cast<unsigned>(fid)));
}

/// Octets without the fill at their end, but never none.
Bytes without_fill(Bytes octets)
{
    while (octets.size() > 1 && octets.back() == 0xFF) {
        octets.pop_back();
    }
    return octets;
}

bool is_blank(ByteView record)
{
    return std::ranges::all_of(record, [](Byte octet) { return octet == 0xFF; });
}

bool has_content(const TreeFile& file)
{
    return file.dumped != nullptr && file.dumped->has_content();
}

/// That of the response, else what the contents look like.
EfStructure structure_of(const TreeFile& file)
{
    if (file.response) {
        return file.response->fcp.structure;
    }
    if (has_content(file)) {
        return file.dumped->records ? EfStructure::LinearFixed : EfStructure::Transparent;
    }
    return file.spec != nullptr ? file.spec->structure : EfStructure::Transparent;
}

bool has_records(EfStructure structure)
{
    return structure == EfStructure::LinearFixed || structure == EfStructure::Cyclic;
}

const char* word_of(EfStructure structure)
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
    return "";
}

/// Whether the standard knows how large it, or a record of it, is without contents.
bool has_usual_size(const TreeFile& file)
{
    return file.spec != nullptr && file.spec->size != 0;
}

/// The EF that a reference of a file means: looked up in its DF, then upwards, TS 102 221 §9.2.7.
const TreeFile* referenced_arr(const TreeFile& file, Fid fid)
{
    const TreeFile* directory = file.is_ef() ? file.parent : &file;
    for (; directory != nullptr; directory = directory->parent) {
        for (const auto& child : directory->children) {
            if (child->is_ef() && child->fid == fid) {
                return child.get();
            }
        }
    }
    return nullptr;
}

/// For a file whose rule the dump has not: what could be read can be read.
catalogue::AccessRights rights_without_rule(const TreeFile& file)
{
    const bool open = file.is_ef() && has_content(file);
    return {.read = open ? AccessLevel::Always : AccessLevel::Adm,
            .update = AccessLevel::Adm,
            .append = file.is_ef() ? std::nullopt : std::optional{AccessLevel::Adm},
            .deactivate = AccessLevel::Adm,
            .activate = AccessLevel::Adm,
            .remove = AccessLevel::Adm};
}

} // namespace

bool is_usim(const TreeFile& file)
{
    return file.kind == FileKind::Adf && file.name == "ADF.USIM";
}

bool is_pkcs15(const TreeFile& file)
{
    return file.kind == FileKind::Adf && file.name == "ADF.PKCS15";
}

void FileWriter::fill_in(const TreeFile& file, std::string_view what)
{
    report_.filled_in.push_back(fmt::format("{}: {}", file.path, what));
}

/// What the dump does not say about the rule of a file; empty where the card will find it.
std::string FileWriter::missing_rule(const TreeFile& file) const
{
    const auto& security =
        file.has_template() ? file.response->fcp.security : std::optional<SecurityAttributes>{};
    if (!security) {
        return "has none that is known";
    }
    const Bytes& value = security->value;
    if (security->form == SecurityAttributes::Form::Expanded) {
        return {};
    }
    if (value.size() < 3) {
        return "is in an EF.ARR without an identifier";
    }
    const Fid fid{static_cast<std::uint16_t>(value[0] << 8 | value[1])};
    const TreeFile* arr = referenced_arr(file, fid);
    const auto records = arr == nullptr ? std::vector<Bytes>{} : records_of(*arr);
    const auto is_there = [&](Byte number) {
        return number >= 1 && number <= records.size() && !is_blank(records[number - 1U]);
    };
    bool found = value.size() == 3 && is_there(value[2]);
    for (std::size_t pair = 2; value.size() > 3 && pair + 1 < value.size(); pair += 2) {
        found = found || is_there(value[pair + 1]);
    }
    return found ? ""
                 : fmt::format("is in an EF {:04X} that was not read", static_cast<unsigned>(fid));
}

/// A rule of its own where the card would find none.
void FileWriter::add_access(MapBuilder& map, const TreeFile& file)
{
    const std::string missing = missing_rule(file);
    if (missing.empty()) {
        return;
    }
    const bool of_sim = file.response && file.response->rights;
    const auto rights = of_sim ? *file.response->rights : rights_without_rule(file);
    MapBuilder access;
    access.add("expanded", yaml::hex(catalogue::encode_rule(rights)));
    map.add("access", std::move(access).build());
    if (!of_sim) {
        fill_in(file, fmt::format("an access rule; its own {}", missing));
    }
}

void FileWriter::add_identity(MapBuilder& map, const TreeFile& file)
{
    const bool has_template = file.has_template();
    if (has_template) {
        map.add("fcp", yaml::hex(file.dumped->select_response));
    } else if (file.kind != FileKind::Mf) {
        fill_in(file, "the FCP");
    }
    const bool says_fid = has_template && file.response->fcp.fid == file.fid;
    const bool has_fid = file.kind != FileKind::Mf && file.fid != filesystem::current_adf_fid;
    if (has_fid && !says_fid) {
        map.add("fid", fid_node(file.fid));
    }
    if (file.kind == FileKind::Adf && !(has_template && file.response->fcp.aid)) {
        map.add("aid", yaml::hex(file.aid));
    }
    const bool off = file.response && !file.response->is_fcp &&
                     file.response->fcp.life_cycle == filesystem::LifeCycle::Deactivated;
    if (off) {
        map.add("life-cycle", yaml::word("deactivated"));
    }
    add_access(map, file);
}

/// Records as the dump has them; a body that is one piece is cut.
std::vector<Bytes> FileWriter::records_of(const TreeFile& file) const
{
    if (!has_content(file)) {
        return {};
    }
    if (file.dumped->records) {
        return *file.dumped->records;
    }
    const std::size_t length = file.response ? file.response->fcp.record_length : 0;
    const Bytes& body = *file.dumped->body;
    std::vector<Bytes> records;
    for (std::size_t at = 0; length != 0 && at < body.size(); at += length) {
        const auto rest = ByteView{body}.subspan(at, std::min(length, body.size() - at));
        records.emplace_back(rest.begin(), rest.end());
    }
    return records;
}

void FileWriter::add_records(MapBuilder& map, const TreeFile& file)
{
    auto records = records_of(file);
    if (records.size() > most_records) {
        records.resize(most_records);
        report_.not_captured.push_back(file.path + ": records behind the 254th");
    }
    std::size_t length = 0;
    for (Bytes& record : records) {
        if (record.size() > largest_record) {
            record.resize(largest_record);
            report_.not_captured.push_back(file.path + ": records of more than 255 octets");
        }
        length = std::max(length, record.size());
    }
    const auto* fcp = file.response ? &file.response->fcp : nullptr;
    const std::size_t said_length = fcp != nullptr ? fcp->record_length : 0;
    const std::size_t said_count = fcp != nullptr ? fcp->record_count : 0;
    const bool standard = fcp == nullptr && has_usual_size(file) && records.empty();
    const std::size_t wanted_length = std::max({length, said_length, std::size_t{1}});
    const std::size_t wanted_count = std::max({records.size(), said_count, std::size_t{1}});
    const bool said = file.has_template();
    if (!standard && (!said || wanted_count != said_count)) {
        map.add("records", yaml::number(wanted_count));
    }
    if (!standard && (!said || wanted_length != said_length)) {
        map.add("record-size", yaml::number(wanted_length));
    }
    if (said_length != 0 && length > said_length) {
        fill_in(file, "room for records that are longer than its FCP says");
    }
    while (!records.empty() && is_blank(records.back())) {
        records.pop_back();
    }
    std::vector<yaml::NodePtr> items;
    for (Bytes& record : records) {
        items.push_back(record.empty() ? yaml::text("FF")
                                       : yaml::hex(without_fill(std::move(record))));
    }
    if (has_content(file)) {
        map.add("content",
                yaml::list(items.empty() ? std::vector{yaml::text("FF")} : std::move(items)));
    }
}

void FileWriter::add_body(MapBuilder& map, const TreeFile& file)
{
    Bytes body;
    if (has_content(file)) {
        if (file.dumped->body) {
            body = *file.dumped->body;
        }
        for (const Bytes& record : file.dumped->records.value_or(std::vector<Bytes>{})) {
            body.insert(body.end(), record.begin(), record.end());
        }
    }
    const std::size_t most = largest_body(structure_of(file));
    if (body.size() > most) {
        body.resize(most);
        report_.not_captured.push_back(
            fmt::format("{}: octets behind the first {}", file.path, most));
    }
    const std::size_t said = file.response ? file.response->fcp.size : 0;
    const bool standard = !file.response && has_usual_size(file) && !has_content(file);
    const std::size_t wanted = std::max({body.size(), said, std::size_t{1}});
    if (!standard && (!file.has_template() || wanted != said)) {
        map.add("size", yaml::number(wanted));
    }
    if (said != 0 && body.size() > said && structure_of(file) == EfStructure::Transparent) {
        fill_in(file, "room for more octets than its FCP says");
    }
    if (structure_of(file) == EfStructure::BerTlv) {
        add_objects(map, file, std::move(body));
    } else if (has_content(file)) {
        map.add("hex", body.empty() ? yaml::text("FF") : yaml::hex(without_fill(std::move(body))));
    }
}

/// Whole objects alone: FF may end the last of them.
void FileWriter::add_objects(MapBuilder& map, const TreeFile& file, Bytes body)
{
    const std::size_t used = filesystem::used_size(body);
    if (!is_blank(ByteView{body}.subspan(used))) {
        report_.not_captured.push_back(file.path + ": octets that are no data objects");
    }
    body.resize(used);
    if (!body.empty()) {
        map.add("hex", yaml::hex(body));
    }
}

void FileWriter::note_missing_content(const TreeFile& file)
{
    const bool other = file.dumped != nullptr && file.dumped->has_other_body;
    std::string why = other ? "its contents are decoded, not octets" : "the dump has no contents";
    if (file.dumped != nullptr && !file.dumped->error.empty()) {
        why = file.dumped->error;
    }
    report_.not_captured.push_back(fmt::format("{}: {}", file.path, why));
    const bool follows = file.name == "EF.DIR" || file.name == "EF.UST" || file.name == "EF.ACC";
    const bool is_initial = file.spec != nullptr && file.name != "EF.ARR";
    fill_in(file, follows      ? "contents that follow from the other files"
                  : is_initial ? "contents as the standard has them at first"
                               : "contents of FF");
}

void FileWriter::add_ef(MapBuilder& map, const TreeFile& file)
{
    const EfStructure structure = structure_of(file);
    if (!file.has_template()) {
        map.add("structure", yaml::word(word_of(structure)));
    }
    if (!file.keeps_sfi) {
        map.add("sfi", yaml::word("none"));
    } else if (!file.has_template() && file.spec != nullptr) {
        map.add("sfi", yaml::word("none")); // nobody knows it; a sibling may have it
    }
    if (has_records(structure)) {
        add_records(map, file);
    } else {
        add_body(map, file);
    }
    if (!has_content(file)) {
        if (file.name == "EF.ARR") { // else the standard rules would stand in it
            map.add("content", yaml::list({yaml::text("FF")}));
        }
        note_missing_content(file);
    }
}

yaml::NodePtr FileWriter::node_of(const TreeFile& file)
{
    MapBuilder map;
    if (file.is_ef()) {
        add_identity(map, file);
        add_ef(map, file);
    } else {
        add_directory(map, file);
    }
    return std::move(map).build();
}

void FileWriter::add_directory(MapBuilder& map, const TreeFile& directory)
{
    add_identity(map, directory);
    if (directory.dumped != nullptr && !directory.has_template() &&
        !directory.dumped->error.empty()) {
        report_.not_captured.push_back(
            fmt::format("{}: {}", directory.path, directory.dumped->error));
    }
    map.add("only-listed", yaml::flag(true));
    MapBuilder files;
    for (const auto& child : directory.children) {
        if (!is_usim(*child) && !is_pkcs15(*child)) {
            files.add(child->name, node_of(*child));
        }
    }
    if (!files.empty()) {
        map.add("files", std::move(files).build());
    }
}

} // namespace uicc::profiles::fsdump
