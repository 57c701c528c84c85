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

bool have_one_shape(const FileHeader& one, const FileHeader& other)
{
    return one.structure == other.structure && one.size == other.size &&
           one.record_length == other.record_length;
}

} // namespace

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

ByteView Image::body(FileIndex file) const
{
    if (!own_bodies_.empty()) {
        const auto own = std::ranges::lower_bound(own_bodies_, file, {}, &OwnBody::file);
        if (own != own_bodies_.end() && own->file == file) {
            return own->octets;
        }
    }
    const File& entry = layout_->files[position(file)];
    return ByteView{*bodies_}.subspan(entry.body_offset, entry.header.size);
}

bool Image::shares_body(FileIndex file, FileIndex owner) const
{
    return exists(file) && exists(owner) && have_one_shape(header(file), header(owner));
}

std::shared_ptr<const Image> Image::sharing(const std::shared_ptr<const Image>& base,
                                            const Image& own)
{
    auto shared = std::make_shared<Image>(*base);
    shared->own_bodies_.clear();
    bool same = base->file_count() == own.file_count();
    for (std::uint32_t i = 0; same && i < own.file_count(); ++i) {
        const FileIndex file{i};
        same = base->path(file) == own.path(file) && base->header(file) == own.header(file) &&
               base->body_owner(file) == own.body_owner(file);
        const ByteView body = own.body(file);
        if (same && !std::ranges::equal(base->body(file), body)) {
            shared->own_bodies_.push_back({file, Bytes(body.begin(), body.end())});
        }
    }
    return same ? shared : std::make_shared<Image>(own);
}

std::span<const FileIndex> Image::children(FileIndex directory) const
{
    const File& entry = layout_->files[position(directory)];
    return std::span{layout_->children}.subspan(entry.first_child, entry.child_count);
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

void Image::Layout::arrange_children()
{
    std::vector<std::vector<FileIndex>> of_directory(files.size());
    for (std::size_t i = 1; i < files.size(); ++i) {
        if (files[i].exists) {
            of_directory[position(files[i].header.parent)].push_back(
                FileIndex{static_cast<std::uint32_t>(i)});
        }
    }
    children.clear();
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::vector<FileIndex>& below = of_directory[i];
        std::ranges::stable_sort(
            below, {}, [this](FileIndex file) { return files[position(file)].header.fid; });
        files[i].first_child = children.size();
        files[i].child_count = below.size();
        children.insert(children.end(), below.begin(), below.end());
    }
}

ImageBuilder::ImageBuilder(FileHeader mf)
{
    mf.kind = FileKind::Mf;
    mf.fid = mf_fid;
    mf.parent = mf_index;
    layout_.files.push_back({.header = std::move(mf), .path = "3F00"});
}

const FileHeader& ImageBuilder::header(FileIndex file) const
{
    return layout_.files[Image::position(file)].header;
}

void ImageBuilder::require_unique(const FileHeader& header) const
{
    for (const Image::File& file : layout_.files) {
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
    if (Image::position(header.parent) >= layout_.files.size() ||
        this->header(header.parent).is_ef() || body.size() > header.size) {
        throw std::invalid_argument{fmt::format("{} does not fit into its place", header.name)};
    }
    require_unique(header);

    const FileIndex index{static_cast<std::uint32_t>(layout_.files.size())};
    if (header.kind == FileKind::Adf) {
        layout_.applications.push_back(index);
    }
    Image::File file;
    file.path = fmt::format("{}/{}", layout_.files[Image::position(header.parent)].path,
                            path_element(header));
    file.body_offset = bodies_.size();
    bodies_.insert(bodies_.end(), body.begin(), body.end());
    bodies_.resize(file.body_offset + header.size, Byte{0xFF});
    file.header = std::move(header);
    layout_.files.push_back(std::move(file));
    return index;
}

/// The body is copied as well, for whoever looks at the image alone.
void ImageBuilder::share_body(FileIndex file, FileIndex owner)
{
    Image::File& shown = layout_.files.at(Image::position(file));
    const Image::File& holder = layout_.files.at(Image::position(owner));
    if (!shown.header.is_ef() || !holder.header.is_ef() || holder.same_as || file == owner ||
        !have_one_shape(shown.header, holder.header)) {
        throw std::invalid_argument{
            fmt::format("{} cannot have the body of {}", shown.header.name, holder.header.name)};
    }
    shown.same_as = owner;
    std::copy_n(bodies_.begin() + static_cast<std::ptrdiff_t>(holder.body_offset),
                holder.header.size,
                bodies_.begin() + static_cast<std::ptrdiff_t>(shown.body_offset));
}

Image ImageBuilder::build() &&
{
    layout_.arrange_children();
    Image image;
    image.layout_ = std::make_shared<const Image::Layout>(std::move(layout_));
    image.bodies_ = std::make_shared<const Bytes>(std::move(bodies_));
    return image;
}

} // namespace uicc::filesystem
