#pragma once

#include "filesystem/file_error.hpp"
#include "filesystem/image/image.hpp"
#include "filesystem/memory/file_changes.hpp"
#include "filesystem/store/store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace uicc::filesystem {

class ImageEditor;

/// The memory of one card: the shared image of its profile, and an overlay of what this card
/// changed, file by file. A card that has created, resized or deleted files has an image of its own
/// made from both; the indexes of the other files stay as they are. Changes are staged until
/// commit() has handed them to the store or rollback() drops them.
class CardMemory {
public:
    /// Loads what the store keeps for the card. A kept file whose size no longer fits is an error.
    [[nodiscard]] static Result<CardMemory, StoreError> open(std::shared_ptr<const Image> image,
                                                             CardStore& store,
                                                             CardKey card);

    /// The files that the card has now; references end with the next change of them.
    [[nodiscard]] const Image& image() const noexcept
    {
        return staged_image_ ? *staged_image_ : *effective_;
    }
    [[nodiscard]] const FileHeader& header(FileIndex file) const { return image().header(file); }
    [[nodiscard]] ByteView body(FileIndex file) const;

    /// Record of a linear fixed or cyclic EF, counted from 1; it must exist.
    [[nodiscard]] ByteView record(FileIndex file, std::size_t number) const;

    /// Overwrites part of a body; the range must lie within the file.
    void write(FileIndex file, std::size_t offset, ByteView octets);

    /// Cyclic EF: the oldest record gives way, the new one becomes number 1. Octets: record length.
    void push_record(FileIndex file, ByteView octets);

    /// Makes a file below header.parent, full of FF. It is called as a deleted file of the profile
    /// in its place was, else by its FID or AID.
    [[nodiscard]] Result<FileIndex, FileError> create(FileHeader header);

    /// An EF gets this body, which may be longer or shorter than before; so do the EFs that have
    /// the same body.
    [[nodiscard]] Result<void, FileError> resize(FileIndex file, ByteView body);

    /// Deletes a file, which is not the MF, and everything below it. EFs elsewhere that had the
    /// body of one of these keep what it held, each as a body of its own.
    void remove(FileIndex file);

    /// Whether these are not the files of the profile.
    [[nodiscard]] bool has_files_of_its_own() const noexcept { return effective_ != profile_; }

    /// Of a file now, which is that of the image until it is set.
    [[nodiscard]] LifeCycle life_cycle(FileIndex file) const;
    void set_life_cycle(FileIndex file, LifeCycle state);

    /// A value beside the files (PIN state, sequence numbers); nothing when never set.
    [[nodiscard]] std::optional<ByteView> cell(std::string_view key) const;
    void set_cell(std::string_view key, SecureBytes value);

    /// The cells below a prefix ("keys/") that are set, in order.
    [[nodiscard]] std::vector<std::string> cells_below(std::string_view prefix) const;

    /// The cell is as if it had never been set.
    void clear_cell(std::string_view key);

    /// Makes the staged changes last; a file that is as in the image again is no longer kept. On
    /// failure nothing is changed, here or in the store.
    [[nodiscard]] Result<void, StoreError> commit();

    /// How often the store has taken something.
    [[nodiscard]] std::uint64_t commits() const noexcept { return commits_; }
    void rollback();

    [[nodiscard]] bool has_staged_changes() const noexcept
    {
        return !staged_bodies_.empty() || !staged_cells_.empty() || !dropped_bodies_.empty();
    }

    /// Drops everything, staged changes too, for what the store keeps now. On failure, as of
    /// open(), nothing is changed. Whoever made something of the old cells (PIN state) has to start
    /// anew.
    [[nodiscard]] Result<void, StoreError> reload();

private:
    using Overlay = std::unordered_map<FileIndex, SecureBytes>;
    using Cells = std::map<std::string, std::optional<SecureBytes>, std::less<>>;

    CardMemory(std::shared_ptr<const Image> image, CardStore& store, CardKey card);

    Result<void, StoreError> restore_files(std::span<const StoreEntry> entries);
    Result<void, StoreError> restore(StoreEntry entry);
    [[nodiscard]] bool is_of_profile(FileIndex file) const;
    [[nodiscard]] std::optional<FileIndex> profile_file_at(std::string_view path) const;
    [[nodiscard]] std::optional<std::uint16_t> free_slot() const;
    [[nodiscard]] std::size_t growth() const;
    [[nodiscard]] std::vector<FileIndex> files_with_body_of(FileIndex file) const;
    [[nodiscard]] bool would_be_there(std::string_view path) const;
    void forget(FileIndex file);
    [[nodiscard]] Overlay bodies_left_without_owner(const Image& after) const;
    void stage_size(ImageEditor& editor, FileIndex file, std::size_t size);
    void set_file_change(std::string_view path, const FileChange& change);
    void clear_cells_at(std::string_view prefix, std::string_view path);
    SecureBytes& staged_body(FileIndex file);
    [[nodiscard]] bool is_as_in_image(FileIndex file, const SecureBytes& body) const;
    [[nodiscard]] std::size_t changed_record(FileIndex file, ByteView staged) const;
    [[nodiscard]] ByteView lasting_body(FileIndex file) const;
    [[nodiscard]] std::vector<StoreEntry> staged_changes() const;
    void accept_staged();

    std::shared_ptr<const Image> profile_;
    std::shared_ptr<const Image> effective_;    // with the changes of cells_
    std::shared_ptr<const Image> staged_image_; // with those of staged_cells_ too; null: none
    CardStore* store_;
    CardKey card_;
    Overlay overlay_;
    Cells cells_;                           // each with a value
    Overlay staged_bodies_;                 // newer than overlay_, not yet in the store
    Cells staged_cells_;                    // without a value: cleared
    std::vector<FileIndex> dropped_bodies_; // of deleted files, in overlay_ until the commit
    std::uint64_t commits_ = 0;
};

} // namespace uicc::filesystem
