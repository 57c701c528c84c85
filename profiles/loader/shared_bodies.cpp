#include "profiles/loader/shared_bodies.hpp"

#include "filesystem/image/named_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace uicc::profiles {
namespace {

using filesystem::FileHeader;

/// The file that names from below the MF lead to; null without one.
const FilePlan* find_file(const FilePlan& mf, std::string_view path)
{
    const FilePlan* file = &mf;
    while (file != nullptr && !path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        file = file->child(path.substr(0, end));
        path.remove_prefix(std::min(path.size(), end + 1));
    }
    return file;
}

void link(Report& report, const FilePlan& mf, FilePlan& file)
{
    const FilePlan* owner = find_file(mf, file.same_as);
    if (owner == nullptr || !owner->is_ef()) {
        report.add(file.same_as_position,
                   fmt::format("{} is no EF of this card; one is named as in ADF.USIM/EF.IMSI",
                               file.same_as));
    } else if (!owner->same_as.empty()) {
        report.add(file.same_as_position, fmt::format("{} has no body of its own", file.same_as));
    } else {
        file.owner = owner;
    }
}

/// Whether the template of the file says of its shape what would not be so.
bool contradicts_its_fcp(const FilePlan& file)
{
    if (file.header.fcp.empty()) {
        return false;
    }
    const FilePlan& owner = *file.owner;
    const bool same_size = file.header.has_records()
                               ? file.header.record_length == owner.header.record_length &&
                                     file.wanted_records == owner.wanted_records
                               : file.wanted_size == owner.wanted_size;
    return file.header.structure != owner.header.structure || !same_size;
}

void share_shape(Report& report, FilePlan& file)
{
    if (contradicts_its_fcp(file)) {
        report.add(file.same_as_position,
                   fmt::format("{} is not of the size that the FCP here says", file.same_as));
    }
    const FilePlan& owner = *file.owner;
    file.header.structure = owner.header.structure;
    file.header.size = owner.header.size;
    file.header.record_length = owner.header.record_length;
    file.wanted_size = owner.wanted_size;
    file.wanted_records = owner.wanted_records;
}

} // namespace

void link_shared_bodies(Report& report, FilePlan& mf)
{
    for_each_file(mf, [&](FilePlan& file, const FilePlan&) {
        if (!file.same_as.empty()) {
            link(report, mf, file);
        }
    });
}

void share_shapes(Report& report, FilePlan& mf)
{
    for_each_file(mf, [&report](FilePlan& file, const FilePlan&) {
        if (file.owner != nullptr) {
            share_shape(report, file);
        }
    });
}

std::string path_below_mf(const filesystem::Image& files, filesystem::FileIndex file)
{
    const std::size_t mf_and_slash = files.header(filesystem::mf_index).name.size() + 1;
    return filesystem::named_path(files, file).substr(mf_and_slash);
}

} // namespace uicc::profiles
