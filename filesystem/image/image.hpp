#pragma once

#include "filesystem/file.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// The files of a card: immutable, and as a profile describes them shared by every card of it.
class Image {
public:
    /// The files of `own` at the cost of those bodies that differ from the ones of `base`; `own`
    /// itself where the files are not the same.
    [[nodiscard]] static std::shared_ptr<const Image> sharing(
        const std::shared_ptr<const Image>& base, const Image& own);

    [[nodiscard]] std::size_t file_count() const noexcept { return layout_->files.size(); }
    [[nodiscard]] const FileHeader& header(FileIndex file) const
    {
        return layout_->files[position(file)].header;
    }

    /// False for an index whose file was deleted: it is nobody's child, and keeps its header.
    [[nodiscard]] bool exists(FileIndex file) const
    {
        return position(file) < layout_->files.size() && layout_->files[position(file)].exists;
    }

    /// Body of an EF as the profile gives it; cyclic files hold their newest record first.
    [[nodiscard]] ByteView body(FileIndex file) const;

    /// The file that holds the body of an EF: the one it is the same as, while that exists and both
    /// have one shape, else itself.
    [[nodiscard]] FileIndex body_owner(FileIndex file) const
    {
        const auto& owner = layout_->files[position(file)].same_as;
        return owner && shares_body(file, *owner) ? *owner : file;
    }

    /// Child of a DF by its FID; ADFs without a FID of their own are not found.
    [[nodiscard]] std::optional<FileIndex> child(FileIndex directory, Fid fid) const;

    [[nodiscard]] std::optional<FileIndex> child(FileIndex directory, Sfi sfi) const;

    /// Every file right below a DF, sorted by FID.
    [[nodiscard]] std::span<const FileIndex> children(FileIndex directory) const;

    /// The ADFs in the order of EF.DIR.
    [[nodiscard]] std::span<const FileIndex> applications() const noexcept
    {
        return layout_->applications;
    }

    /// The ADF that a DF or EF lies in, if any.
    [[nodiscard]] std::optional<FileIndex> application_of(FileIndex file) const;

    /// Text that names the file in the store across edits of the profile: "3F00/7F10/6F3A".
    [[nodiscard]] const std::string& path(FileIndex file) const
    {
        return layout_->files[position(file)].path;
    }

private:
    friend class ImageBuilder;
    friend class ImageEditor;

    struct File {
        FileHeader header{};
        std::string path{};
        std::size_t body_offset = 0;
        std::size_t first_child = 0;
        std::size_t child_count = 0;
        bool exists = true;
        std::optional<FileIndex> same_as{}; // an EF whose body this one has, too
    };

    struct Layout {
        void arrange_children();

        std::vector<File> files{};
        std::vector<FileIndex> children{}; // those of one DF stand together, sorted by FID
        std::vector<FileIndex> applications{};
    };

    struct OwnBody {
        FileIndex file{};
        Bytes octets{};
    };

    [[nodiscard]] bool shares_body(FileIndex file, FileIndex owner) const;

    [[nodiscard]] static std::size_t position(FileIndex file) noexcept
    {
        return static_cast<std::size_t>(file);
    }

    std::shared_ptr<const Layout> layout_;
    std::shared_ptr<const Bytes> bodies_;
    std::vector<OwnBody> own_bodies_; // sorted by file; before those in bodies_
};

/// How a path names a file below its directory: its FID, or the AID of an ADF.
[[nodiscard]] std::string path_element(const FileHeader& header);

/// Collects files top down and checks what every image promises.
class ImageBuilder {
public:
    explicit ImageBuilder(FileHeader mf);

    /// Adds a file below header.parent. A body shorter than the file is filled up with FF.
    /// Throws std::invalid_argument when the parent is no directory, or FID or SFI are taken there.
    FileIndex add(FileHeader header, ByteView body = {});

    /// Makes the body of an EF that of another one, which shares none itself. Throws
    /// std::invalid_argument when they differ in shape.
    void share_body(FileIndex file, FileIndex owner);

    [[nodiscard]] const FileHeader& header(FileIndex file) const;

    [[nodiscard]] Image build() &&;

private:
    void require_unique(const FileHeader& header) const;

    Image::Layout layout_;
    Bytes bodies_;
};

} // namespace uicc::filesystem
