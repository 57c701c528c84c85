#include "profiles/loader/dm/application_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::profiles {
namespace {

namespace catalogue = filesystem::catalogue;
using filesystem::Fid;

/// Octets of a file without any entry: a card that waits for its personalisation.
constexpr std::size_t blank_size = 64;

} // namespace

catalogue::AccessRights directory_file_rights()
{
    using enum catalogue::AccessLevel;
    return {.read = Always, .update = Adm, .deactivate = Adm, .activate = Adm, .remove = Adm};
}

Fid ApplicationFiles::fid_of(const DirectoryFile& file) const
{
    const FilePlan* authored = application_.child(file.name);
    return authored != nullptr ? authored->header.fid : file.fid;
}

void ApplicationFiles::add(const DirectoryFile& file, const Bytes& content)
{
    const auto& left_out = application_.left_out;
    if (std::ranges::find(left_out, file.name) != left_out.end()) {
        return;
    }
    if (FilePlan* authored = application_.child(file.name)) {
        fill(*authored, content);
        return;
    }
    if (!context_.claim_file(application_.position)) {
        return;
    }
    FilePlan plan{.header = {.name = std::string{file.name}, .fid = file.fid},
                  .access = {.rights = directory_file_rights()},
                  .position = application_.position,
                  .fid_origin = {application_.position}};
    fill(plan, content);
    application_.children.push_back(std::move(plan));
}

void ApplicationFiles::fill(FilePlan& file, const Bytes& content)
{
    if (file.has_content) {
        return;
    }
    if (file.wanted_size != 0 && content.size() > file.wanted_size) {
        context_.report.add(file.position,
                            fmt::format("{} needs {} octets, its size is {}", file.header.name,
                                        content.size(), file.wanted_size),
                            "TS 102 221 §8.2.2");
    }
    file.has_content = true;
    file.body = content;
    file.content_position = file.position;
    if (content.empty() && file.wanted_size == 0) {
        file.wanted_size = blank_size;
    }
}

} // namespace uicc::profiles
