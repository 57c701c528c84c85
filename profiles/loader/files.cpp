#include "profiles/loader/files.hpp"

#include "profiles/loader/file_header.hpp"
#include "profiles/loader/pins.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::Directory;
using catalogue::EfSpec;
using filesystem::Fid;
using filesystem::FileKind;
using yaml::Kind;
using yaml::Node;

constexpr std::size_t longest_name = 48;

AccessPlan access_of_directory()
{
    return {.rights = catalogue::standard_rules()[catalogue::directory_rule_record - 1].rights};
}

std::string_view directory_name(const FilePlan& directory)
{
    return directory.header.name;
}

bool is_directory_name(std::string_view name)
{
    return name.starts_with("DF.") || name.starts_with("ADF.");
}

bool is_file_name(std::string_view name)
{
    const auto allowed = [](char character) {
        return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '.' ||
               character == '_' || character == '-';
    };
    return (name.starts_with("EF.") || is_directory_name(name)) && name.size() <= longest_name &&
           std::ranges::all_of(name, allowed);
}

/// Directories of the catalogue that lie right below another one.
std::vector<const catalogue::DirectorySpec*> directories_below(Directory parent)
{
    std::vector<const catalogue::DirectorySpec*> found;
    for (const catalogue::DirectorySpec& spec : catalogue::directories()) {
        if (spec.parent == parent && spec.directory != parent) {
            found.push_back(&spec);
        }
    }
    return found;
}

const catalogue::DirectorySpec* find_directory_if(const FilePlan& parent, const auto& matches)
{
    if (!parent.directory) {
        return nullptr;
    }
    const auto candidates = directories_below(*parent.directory);
    const auto found = std::ranges::find_if(candidates, matches);
    return found == candidates.end() ? nullptr : *found;
}

const catalogue::DirectorySpec* find_directory(const FilePlan& parent, std::string_view name)
{
    return find_directory_if(parent, [name](const catalogue::DirectorySpec* spec) {
        return spec->name == name || (!spec->alias.empty() && spec->alias == name);
    });
}

const catalogue::DirectorySpec* find_directory(const FilePlan& parent, Fid fid)
{
    return find_directory_if(
        parent, [fid](const catalogue::DirectorySpec* spec) { return spec->fid == fid; });
}

/// Where a name that is not known here belongs, or what it was meant to be.
std::string hint_for(const FilePlan& parent, std::string_view name)
{
    if (const auto homes = catalogue::directories_with(name); !homes.empty()) {
        std::vector<std::string_view> paths;
        for (const Directory home : homes) {
            paths.push_back(catalogue::spec_of(home).path);
        }
        return fmt::format("; it belongs to {}", fmt::join(paths, ", "));
    }
    std::vector<std::string_view> known;
    if (parent.directory) {
        for (const EfSpec& spec : catalogue::files_of(*parent.directory)) {
            known.push_back(spec.name);
        }
        for (const auto* spec : directories_below(*parent.directory)) {
            known.push_back(spec->name);
        }
    }
    const std::string near = suggestion(name, known);
    return !near.empty()              ? near
           : name.starts_with("ADF.") ? "; an ADF of your own needs an aid"
                                      : "; a file of your own needs a fid";
}

FileKind kind_of_name(std::string_view name)
{
    if (name.starts_with("ADF.")) {
        return FileKind::Adf;
    }
    return name.starts_with("DF.") ? FileKind::Df : FileKind::Ef;
}

bool has_key(const Node& node, std::string_view key)
{
    return node.kind == Kind::Map && std::ranges::any_of(node.members, [key](const auto& member) {
               return member.first->text == key;
           });
}

/// What a key that is a FID names.
FilePlan plan_of_fid(const FilePlan& parent, const Entry& entry, Fid fid)
{
    const yaml::Position position = entry.key->position;
    const EfSpec* spec = parent.directory ? catalogue::find_ef(*parent.directory, fid) : nullptr;
    if (spec != nullptr) {
        FilePlan plan = ef_plan(*spec, position);
        plan.fid_origin.written = true;
        if (spec->fid != fid) { // one of a range
            plan.header.fid = fid;
            plan.header.name += fmt::format(".{:04X}", static_cast<unsigned>(fid));
        }
        return plan;
    }
    if (const auto* directory = find_directory(parent, fid)) {
        FilePlan plan = directory_plan(directory->directory, position);
        plan.fid_origin.written = true;
        return plan;
    }
    const FileKind kind = has_key(*entry.value, "files") ? FileKind::Df : FileKind::Ef;
    FilePlan plan = own_plan(
        fmt::format("{}.{:04X}", kind == FileKind::Ef ? "EF" : "DF", static_cast<unsigned>(fid)),
        kind, position);
    plan.header.fid = fid;
    plan.fid_origin.written = true;
    return plan;
}

/// What a name stands for; nothing when it is reported as wrong.
std::optional<FilePlan> plan_of_name(LoadContext& context,
                                     const FilePlan& parent,
                                     const Entry& entry)
{
    const std::string& name = entry.key->text;
    const yaml::Position position = entry.key->position;
    if (const EfSpec* spec =
            parent.directory ? catalogue::find_ef(*parent.directory, name) : nullptr) {
        return ef_plan(*spec, position);
    }
    if (const auto* spec = find_directory(parent, name)) {
        return directory_plan(spec->directory, position);
    }
    if (!is_file_name(name)) {
        context.report.add(position, "a file is named by its FID or as in EF.IMSI, DF.TELECOM, "
                                     "ADF.USIM");
        return std::nullopt;
    }
    const FileKind kind = kind_of_name(name);
    const bool is_described = has_key(*entry.value, kind == FileKind::Adf ? "aid" : "fid") ||
                              has_key(*entry.value, "fcp");
    if (!is_described) {
        context.report.add(position, fmt::format("{} is not known in {}{}", name,
                                                 directory_name(parent), hint_for(parent, name)));
        return std::nullopt;
    }
    return own_plan(name, kind, position);
}

std::optional<FilePlan> plan_of(LoadContext& context, const FilePlan& parent, const Entry& entry)
{
    if (const auto fid = fid_of(entry.key->text)) {
        return plan_of_fid(parent, entry, *fid);
    }
    return plan_of_name(context, parent, entry);
}

void read_children(LoadContext& context, const Node& files, FilePlan& directory);

bool is_reserved_for_a_section(std::string_view name)
{
    return name == "ADF.USIM" || name == "ADF.PKCS15";
}

void read_child(LoadContext& context, const Entry& entry, FilePlan& directory)
{
    auto plan = plan_of(context, directory, entry);
    if (!plan || !context.claim_file(entry.key->position)) {
        return;
    }
    if (is_reserved_for_a_section(plan->header.name)) {
        context.report.add(*entry.key,
                           fmt::format("{} has a section of its own, {}", plan->header.name,
                                       plan->header.name == "ADF.USIM" ? "usim" : "dm"));
        return;
    }
    if (plan->header.kind == FileKind::Adf && directory.header.kind != FileKind::Mf) {
        context.report.add(*entry.key, "an ADF lies right below the MF", "TS 102 221 §8.1");
        return;
    }
    if (is_none(*entry.value)) {
        directory.left_out.push_back(plan->header.name);
        return;
    }
    plan->authored = true;
    Section section{context.report, *entry.value};
    if (plan->is_ef()) {
        read_ef(context, section, *plan);
    } else {
        read_directory(context, section, *plan);
    }
    section.finish();
    directory.children.push_back(*std::move(plan));
}

void read_children(LoadContext& context, const Node& files, FilePlan& directory)
{
    for (const Entry& entry : entries_of(context.report, files)) {
        read_child(context, entry, directory);
    }
}

/// A file of one's own may stand in for a standard one; another standard file may not.
bool is_mentioned(const FilePlan& directory, const EfSpec& spec)
{
    const auto named = [&spec](const FilePlan& plan) {
        return plan.header.name == spec.name ||
               (plan.spec == nullptr && plan.header.fid == spec.fid);
    };
    return std::ranges::any_of(directory.children, named) ||
           std::ranges::find(directory.left_out, spec.name) != directory.left_out.end();
}

} // namespace

FilePlan own_plan(std::string name, FileKind kind, yaml::Position position)
{
    FilePlan plan{.header = {.kind = kind, .name = std::move(name)},
                  .position = position,
                  .fid_origin = {position}};
    if (kind == FileKind::Ef) {
        plan.access.rights = {.read = catalogue::AccessLevel::Always,
                              .update = catalogue::AccessLevel::Adm,
                              .deactivate = catalogue::AccessLevel::Adm,
                              .activate = catalogue::AccessLevel::Adm,
                              .remove = catalogue::AccessLevel::Adm};
    } else {
        plan.access = access_of_directory();
    }
    return plan;
}

FilePlan directory_plan(Directory directory, yaml::Position position)
{
    const catalogue::DirectorySpec& spec = catalogue::spec_of(directory);
    FilePlan plan{.header = {.kind = spec.kind,
                             .name = std::string{spec.name},
                             .fid = spec.fid.value_or(
                                 spec.kind == FileKind::Adf ? filesystem::current_adf_fid : Fid{})},
                  .access = access_of_directory(),
                  .directory = directory,
                  .position = position,
                  .fid_origin = {position},
                  .aid_origin = {position}};
    return plan;
}

FilePlan ef_plan(const EfSpec& spec, yaml::Position position)
{
    FilePlan plan{.header = {.name = std::string{spec.name},
                             .fid = spec.fid,
                             .sfi = spec.sfi,
                             .structure = spec.structure},
                  .access = {.rights = spec.rights()},
                  .spec = &spec,
                  .position = position,
                  .fid_origin = {position},
                  .sfi_origin = {position}};
    if (spec.has_records()) {
        plan.header.record_length = spec.size;
        plan.wanted_records = spec.record_count;
    } else {
        plan.wanted_size = spec.size;
    }
    return plan;
}

void read_directory(LoadContext& context, Section& section, FilePlan& directory)
{
    read_header(section, directory);
    if (directory.header.kind == FileKind::Adf) {
        if (directory.label.empty()) { // "ISIM" of "ADF.ISIM"
            directory.label = directory.header.name.substr(directory.header.name.find('.') + 1);
        }
        read_application(section, directory);
        if (directory.header.fid == Fid{}) { // found by its AID alone
            directory.header.fid = filesystem::current_adf_fid;
        }
    }
    const bool is_misread = section.has("fcp") && directory.header.fcp.empty();
    if (directory.header.kind == FileKind::Df && directory.header.fid == Fid{} &&
        !section.has("fid") && !is_misread) {
        context.report.add(
            directory.position,
            fmt::format("{} has no FID of its own: fid is missing here", directory.header.name));
    }
    if (directory.header.kind != FileKind::Df) {
        if (const Node* listing = section.find("pin-listing")) {
            read_pin_listing(context.report, *listing, directory);
        }
    }
    directory.only_listed = section.flag("only-listed").value_or(false);
    if (const Node* files = section.find_optional("files")) {
        read_children(context, *files, directory);
    }
}

void add_mandatory_files(LoadContext& context, FilePlan& directory)
{
    for (FilePlan& child : directory.children) {
        if (!child.is_ef()) {
            add_mandatory_files(context, child);
        }
    }
    if (!directory.directory || directory.only_listed) {
        return;
    }
    for (const EfSpec& spec : catalogue::files_of(*directory.directory)) {
        if (spec.traits.mandatory && !is_mentioned(directory, spec) &&
            context.claim_file(directory.position)) {
            directory.children.push_back(ef_plan(spec, directory.position));
        }
    }
}

} // namespace uicc::profiles
