#pragma once

#include "codec/result.hpp"
#include "filesystem/file_error.hpp"
#include "filesystem/image/image.hpp"

namespace uicc::filesystem {

/// Makes the image of a card that has created, resized or deleted files out of that of its profile.
/// No file gets another index, and no body is copied but those of the files concerned.
class ImageEditor {
public:
    explicit ImageEditor(const Image& base);

    /// An existing file; the path is that of Image::path().
    [[nodiscard]] std::optional<FileIndex> find(std::string_view path) const;

    /// Adds a file full of FF below header.parent, which exists. The index is that of no existing
    /// file.
    [[nodiscard]] Result<void, FileError> add(FileIndex index, FileHeader header);

    /// The EF begins with these octets, as far as there is room, and goes on with FF.
    void resize(FileIndex file, std::size_t size, ByteView body);

    /// Deletes the file and everything below.
    void remove(FileIndex file);

    [[nodiscard]] const FileHeader& header(FileIndex file) const
    {
        return layout_.files[Image::position(file)].header;
    }

    /// Whether the index is that of an existing file.
    [[nodiscard]] bool has(FileIndex file) const;

    [[nodiscard]] Image build() &&;

private:
    [[nodiscard]] Result<void, FileError> check_place(const FileHeader& header) const;
    void set_body(FileIndex file, Bytes octets);

    Image image_;
    Image::Layout layout_;
};

} // namespace uicc::filesystem
