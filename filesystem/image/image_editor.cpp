#include "filesystem/image/image_editor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::filesystem {
namespace {

bool has_fid(const FileHeader& header, Fid fid)
{
    return header.fid == fid && fid != current_adf_fid;
}

std::optional<FileError> clash(const FileHeader& one, const FileHeader& other)
{
    if (one.aid && one.aid == other.aid) {
        return FileError::AidTaken;
    }
    if (one.parent != other.parent || other.kind == FileKind::Mf) {
        return std::nullopt;
    }
    if (has_fid(other, one.fid)) {
        return FileError::FidTaken;
    }
    return one.sfi && one.sfi == other.sfi ? std::optional{FileError::SfiTaken} : std::nullopt;
}

} // namespace

ImageEditor::ImageEditor(const Image& base) : image_{base}, layout_{*base.layout_} {}

std::optional<FileIndex> ImageEditor::find(std::string_view path) const
{
    const auto found = std::ranges::find_if(layout_.files, [path](const Image::File& file) {
        return file.exists && file.path == path;
    });
    return found == layout_.files.end()
               ? std::nullopt
               : std::optional{
                     FileIndex{static_cast<std::uint32_t>(found - layout_.files.begin())}};
}

/// Neither a sibling nor a directory above may have the same FID, TS 102 221 §8.3.
Result<void, FileError> ImageEditor::check_place(const FileHeader& header) const
{
    for (const Image::File& file : layout_.files) {
        const auto taken = file.exists ? clash(header, file.header) : std::nullopt;
        if (taken) {
            return tl::unexpected{*taken};
        }
    }
    FileIndex above = header.parent;
    while (above != mf_index && !has_fid(this->header(above), header.fid)) {
        above = this->header(above).parent;
    }
    return has_fid(this->header(above), header.fid)
               ? Result<void, FileError>{tl::unexpected{FileError::FidTaken}}
               : Result<void, FileError>{};
}

bool ImageEditor::has(FileIndex file) const
{
    return Image::position(file) < layout_.files.size() &&
           layout_.files[Image::position(file)].exists;
}

void ImageEditor::set_body(FileIndex file, Bytes octets)
{
    auto& bodies = image_.own_bodies_;
    const auto place = std::ranges::lower_bound(bodies, file, {}, &Image::OwnBody::file);
    if (place != bodies.end() && place->file == file) {
        place->octets = std::move(octets);
    } else {
        bodies.insert(place, {file, std::move(octets)});
    }
}

Result<void, FileError> ImageEditor::add(FileIndex index, FileHeader header)
{
    TRY(check_place(header));
    const std::size_t position = Image::position(index);
    if (position >= layout_.files.size()) {
        layout_.files.resize(position + 1, Image::File{.exists = false});
    }
    Image::File& file = layout_.files[position];
    file.exists = true;
    file.path = fmt::format("{}/{}", layout_.files[Image::position(header.parent)].path,
                            path_element(header));
    if (header.kind == FileKind::Adf) {
        layout_.applications.push_back(index);
        std::ranges::sort(layout_.applications);
    }
    set_body(index, Bytes(header.size, Byte{0xFF}));
    file.header = std::move(header);
    return {};
}

void ImageEditor::resize(FileIndex file, std::size_t size, ByteView body)
{
    Bytes octets(body.begin(), body.end());
    octets.resize(size, Byte{0xFF});
    set_body(file, std::move(octets));
    FileHeader& header = layout_.files[Image::position(file)].header;
    header.size = size;
    header.fcp.clear(); // it says the size that the file had
}

void ImageEditor::remove(FileIndex file)
{
    layout_.files[Image::position(file)].exists = false;
    std::erase(layout_.applications, file);
    std::erase_if(image_.own_bodies_, [file](const auto& own) { return own.file == file; });
    for (std::uint32_t i = 1; i < layout_.files.size(); ++i) {
        if (layout_.files[i].exists && layout_.files[i].header.parent == file) {
            remove(FileIndex{i});
        }
    }
}

Image ImageEditor::build() &&
{
    layout_.arrange_children();
    image_.layout_ = std::make_shared<const Image::Layout>(std::move(layout_));
    return std::move(image_);
}

} // namespace uicc::filesystem
