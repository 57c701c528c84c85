#include "filesystem/image/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace uicc::filesystem {
namespace {

bool is_reachable_by_fid(const FileHeader& header)
{
    return header.fid != current_adf_fid;
}

std::string path_element(const FileHeader& header)
{
    if (header.kind != FileKind::Adf) {
        return fmt::format("{:04X}", static_cast<unsigned>(header.fid));
    }
    std::string element;
    for (const Byte octet : header.aid.value().octets()) {
        element += fmt::format("{:02X}", octet);
    }
    return element;
}

} // namespace

ByteView Image::body(FileIndex file) const
{
    const File& entry = files_[position(file)];
    return ByteView{bodies_}.subspan(entry.body_offset, entry.header.size);
}

std::span<const FileIndex> Image::children(FileIndex directory) const
{
    const File& entry = files_[position(directory)];
    return std::span{children_}.subspan(entry.first_child, entry.child_count);
}

std::optional<FileIndex> Image::child(FileIndex directory, Fid fid) const
{
    const auto siblings = children(directory);
    const auto fid_of = [this](FileIndex file) { return header(file).fid; };
    const auto found = std::ranges::lower_bound(siblings, fid, {}, fid_of);
    if (found == siblings.end() || fid_of(*found) != fid || !is_reachable_by_fid(header(*found))) {
        return std::nullopt;
    }
    return *found;
}

std::optional<FileIndex> Image::child(FileIndex directory, Sfi sfi) const
{
    const auto siblings = children(directory);
    const auto found = std::ranges::find_if(
        siblings, [&](FileIndex file) { return header(file).sfi == sfi && header(file).is_ef(); });
    return found == siblings.end() ? std::nullopt : std::optional{*found};
}

std::optional<FileIndex> Image::application_of(FileIndex file) const
{
    for (; file != mf_index; file = header(file).parent) {
        if (header(file).kind == FileKind::Adf) {
            return file;
        }
    }
    return std::nullopt;
}

ImageBuilder::ImageBuilder(FileHeader mf)
{
    mf.kind = FileKind::Mf;
    mf.fid = mf_fid;
    mf.parent = mf_index;
    image_.files_.push_back({.header = std::move(mf), .path = "3F00"});
}

const FileHeader& ImageBuilder::header(FileIndex file) const
{
    return image_.header(file);
}

void ImageBuilder::require_unique(const FileHeader& header) const
{
    for (const Image::File& file : image_.files_) {
        const FileHeader& other = file.header;
        if (other.kind == FileKind::Mf || other.parent != header.parent) {
            continue;
        }
        const bool same_fid = other.fid == header.fid && is_reachable_by_fid(header);
        const bool same_sfi = header.sfi && other.sfi == header.sfi;
        if (same_fid || same_sfi || (header.aid && other.aid == header.aid)) {
            throw std::invalid_argument{
                fmt::format("{} and {} have the same identifier", header.name, other.name)};
        }
    }
}

FileIndex ImageBuilder::add(FileHeader header, ByteView body)
{
    if (Image::position(header.parent) >= image_.files_.size() ||
        image_.header(header.parent).is_ef() || body.size() > header.size) {
        throw std::invalid_argument{fmt::format("{} does not fit into its place", header.name)};
    }
    require_unique(header);

    const FileIndex index{static_cast<std::uint32_t>(image_.files_.size())};
    if (header.kind == FileKind::Adf) {
        image_.applications_.push_back(index);
    }
    Image::File file;
    file.path = fmt::format("{}/{}", image_.path(header.parent), path_element(header));
    file.body_offset = image_.bodies_.size();
    image_.bodies_.insert(image_.bodies_.end(), body.begin(), body.end());
    image_.bodies_.resize(file.body_offset + header.size, Byte{0xFF});
    file.header = std::move(header);
    image_.files_.push_back(std::move(file));
    return index;
}

Image ImageBuilder::build() &&
{
    std::vector<std::vector<FileIndex>> children(image_.files_.size());
    for (std::size_t i = 1; i < image_.files_.size(); ++i) {
        const FileIndex file{static_cast<std::uint32_t>(i)};
        children[Image::position(image_.header(file).parent)].push_back(file);
    }
    for (std::size_t i = 0; i < children.size(); ++i) {
        std::ranges::stable_sort(children[i], {},
                                 [this](FileIndex file) { return image_.header(file).fid; });
        image_.files_[i].first_child = image_.children_.size();
        image_.files_[i].child_count = children[i].size();
        image_.children_.insert(image_.children_.end(), children[i].begin(), children[i].end());
    }
    return std::move(image_);
}

} // namespace uicc::filesystem
