#include "profiles/export/file_baseline.hpp"

#include "profiles/loader/access_records.hpp"
#include "profiles/loader/files.hpp"
#include "profiles/loader/own_fcp.hpp"
#include "profiles/yaml/build.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using catalogue::Directory;
using filesystem::CardMemory;
using filesystem::Fid;
using filesystem::FileHeader;
using filesystem::FileIndex;
using filesystem::FileKind;

std::string text_of(Fid fid)
{
    return fmt::format("{:04X}", static_cast<unsigned>(fid));
}

std::optional<Directory> directory_below(std::optional<Directory> parent, std::string_view name)
{
    const auto fits = [&](const catalogue::DirectorySpec& spec) {
        return parent == spec.parent && spec.directory != spec.parent && spec.name == name;
    };
    const auto found = std::ranges::find_if(catalogue::directories(), fits);
    return found == catalogue::directories().end() ? std::nullopt : std::optional{found->directory};
}

/// An EF that the catalogue has, by its name or as one of a range of identifiers.
std::optional<FileBaseline> standard_ef(const FileHeader& file, Directory directory)
{
    if (const auto* spec = catalogue::find_ef(directory, file.name)) {
        return FileBaseline{yaml::word(file.name), ef_plan(*spec, {})};
    }
    const auto* range = catalogue::find_ef(directory, file.fid);
    if (range == nullptr || fmt::format("{}.{}", range->name, text_of(file.fid)) != file.name) {
        return std::nullopt;
    }
    FileBaseline found{yaml::text(text_of(file.fid)), ef_plan(*range, {})};
    found.plan.header.fid = file.fid;
    found.plan.header.name = file.name;
    return found;
}

std::optional<FileBaseline> standard_file(const FileHeader& file, Directory directory)
{
    if (file.is_ef()) {
        return standard_ef(file, directory);
    }
    const auto below = directory_below(directory, file.name);
    return below ? std::optional{FileBaseline{yaml::word(file.name), directory_plan(*below, {})}}
                 : std::nullopt;
}

/// The EF.ARR that the loader uses for a file: a DF is protected by one outside of it.
std::optional<FileIndex> nearest_arr(const CardMemory& memory, FileIndex file)
{
    FileIndex directory = memory.header(file).parent;
    for (;;) {
        for (const FileIndex child : memory.image().children(directory)) {
            if (memory.header(child).name == "EF.ARR") {
                return child;
            }
        }
        if (directory == filesystem::mf_index) {
            return std::nullopt;
        }
        directory = memory.header(directory).parent;
    }
}

bool holds_rule(ByteView record, const Bytes& rule)
{
    return record.size() >= rule.size() && std::ranges::equal(record.first(rule.size()), rule) &&
           std::ranges::all_of(record.subspan(rule.size()),
                               [](Byte octet) { return octet == 0xFF; });
}

} // namespace

FilePlan with_own_fcp(FilePlan plan, const FileHeader& file)
{
    if (!file.fcp.empty()) {
        if (const auto fcp = filesystem::read_fcp_template(file.fcp)) {
            apply_own_fcp(*fcp, file.fcp, plan);
        }
    }
    return plan;
}

FileBaseline baseline_of(const FileHeader& file, std::optional<Directory> directory)
{
    auto found = directory ? standard_file(file, *directory) : std::nullopt;
    FileBaseline baseline =
        found ? *std::move(found)
              : FileBaseline{yaml::word(file.name), own_plan(file.name, file.kind, {})};
    baseline.plan = with_own_fcp(std::move(baseline.plan), file);
    return baseline;
}

std::optional<filesystem::SecurityAttributes> usual_security(const CardMemory& memory,
                                                             FileIndex file,
                                                             const FilePlan& baseline)
{
    if (baseline.access.form == AccessPlan::Form::AsInFcp) {
        return baseline.header.security;
    }
    const auto arr = nearest_arr(memory, file);
    if (!arr) {
        return std::nullopt;
    }
    const Bytes rule = rule_of(baseline.access);
    const FileHeader& header = memory.header(*arr);
    for (std::size_t number = 1; number <= header.record_count(); ++number) {
        if (holds_rule(memory.record(*arr, number), rule)) {
            const auto fid = static_cast<unsigned>(header.fid);
            return filesystem::SecurityAttributes{
                filesystem::SecurityAttributes::Form::Referenced,
                {static_cast<Byte>(fid >> 8U), static_cast<Byte>(fid), static_cast<Byte>(number)}};
        }
    }
    return std::nullopt;
}

} // namespace uicc::profiles
