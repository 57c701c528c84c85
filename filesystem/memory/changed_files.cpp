#include "filesystem/image/image_editor.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

/// CardMemory, as far as it creates, resizes and deletes files.
namespace uicc::filesystem {
namespace {

using Kind = FileChange::Kind;

constexpr std::string_view life_cycle_prefix = "life-cycle/";

std::string name_of(const FileHeader& header)
{
    const char* kind = header.is_ef() ? "EF" : header.kind == FileKind::Adf ? "ADF" : "DF";
    return fmt::format("{}.{}", kind, path_element(header));
}

bool is_at_or_below(std::string_view path, std::string_view directory)
{
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

} // namespace

bool CardMemory::is_of_profile(FileIndex file) const
{
    return static_cast<std::size_t>(file) < profile_->file_count();
}

std::optional<FileIndex> CardMemory::profile_file_at(std::string_view path) const
{
    for (std::uint32_t i = 0; i < profile_->file_count(); ++i) {
        if (profile_->path(FileIndex{i}) == path) {
            return FileIndex{i};
        }
    }
    return std::nullopt;
}

/// Places of created files behind those of the profile, counted from 0.
std::optional<std::uint16_t> CardMemory::free_slot() const
{
    for (std::uint16_t slot = 0; slot < most_created_files; ++slot) {
        const auto index = static_cast<std::uint32_t>(profile_->file_count() + slot);
        if (!image().exists(FileIndex{index})) {
            return slot;
        }
    }
    return std::nullopt;
}

/// Octets that the card's own files have more than those of the profile.
std::size_t CardMemory::growth() const
{
    std::size_t growth = 0;
    for (std::uint32_t i = 0; i < image().file_count(); ++i) {
        const FileIndex file{i};
        const std::size_t before = is_of_profile(file) ? profile_->header(file).size : 0;
        const std::size_t now = image().exists(file) ? header(file).size : 0;
        growth += now > before ? now - before : 0;
    }
    return growth;
}

/// Whether the profile has a file there that no directory above has taken along.
bool CardMemory::would_be_there(std::string_view path) const
{
    const auto file = profile_file_at(path);
    return file && image().exists(profile_->header(*file).parent);
}

void CardMemory::set_file_change(std::string_view path, const FileChange& change)
{
    set_cell(fmt::format("{}{}", file_change_prefix, path), encode_file_change(change));
}

void CardMemory::clear_cells_at(std::string_view prefix, std::string_view path)
{
    const std::string key = fmt::format("{}{}", prefix, path);
    for (const std::string& cell : cells_below(key)) {
        if (is_at_or_below(cell, key)) {
            clear_cell(cell);
        }
    }
}

Result<FileIndex, FileError> CardMemory::create(FileHeader header)
{
    const auto slot = free_slot();
    if (!slot || growth() + header.size > largest_growth) {
        return tl::unexpected{FileError::NotEnoughMemory};
    }
    const std::string path =
        fmt::format("{}/{}", image().path(header.parent), path_element(header));
    const auto before = profile_file_at(path);
    const bool is_same_kind = before && profile_->header(*before).kind == header.kind;
    header.name = is_same_kind ? profile_->header(*before).name : name_of(header);
    const FileIndex index{static_cast<std::uint32_t>(profile_->file_count() + *slot)};
    ImageEditor editor{image()};
    TRY(editor.add(index, header));
    set_file_change(path, {.kind = Kind::Created, .slot = *slot, .header = std::move(header)});
    staged_image_ = std::make_shared<const Image>(std::move(editor).build());
    return index;
}

/// The file itself and those that have one body with it.
std::vector<FileIndex> CardMemory::files_with_body_of(FileIndex file) const
{
    const FileIndex owner = image().body_owner(file);
    std::vector<FileIndex> files;
    for (std::uint32_t i = 0; i < image().file_count(); ++i) {
        if (image().body_owner(FileIndex{i}) == owner) {
            files.push_back(FileIndex{i});
        }
    }
    return files;
}

void CardMemory::stage_size(ImageEditor& editor, FileIndex file, std::size_t size)
{
    const std::string path = image().path(file);
    if (is_of_profile(file)) {
        editor.resize(file, size, profile_->body(file));
        set_file_change(path, {.kind = Kind::Resized, .size = size});
    } else {
        editor.resize(file, size, {});
        const auto slot =
            static_cast<std::uint16_t>(static_cast<std::size_t>(file) - profile_->file_count());
        set_file_change(path, {.kind = Kind::Created, .slot = slot, .header = editor.header(file)});
    }
    if (is_of_profile(file) && size == profile_->header(file).size) {
        clear_cells_at(file_change_prefix, path);
    }
}

Result<void, FileError> CardMemory::resize(FileIndex file, ByteView body)
{
    const std::size_t size = body.size();
    const std::size_t before = header(file).size;
    const auto files = files_with_body_of(file);
    if (size > before && growth() + files.size() * (size - before) > largest_growth) {
        return tl::unexpected{FileError::NotEnoughMemory};
    }
    const FileIndex owner = image().body_owner(file);
    ImageEditor editor{image()};
    for (const FileIndex one : files) {
        stage_size(editor, one, size);
    }
    staged_image_ = std::make_shared<const Image>(std::move(editor).build());
    staged_bodies_.insert_or_assign(owner, secure_copy(body));
    return {};
}

/// The content that is kept goes with the file.
void CardMemory::forget(FileIndex file)
{
    staged_bodies_.erase(file);
    if (overlay_.contains(file)) {
        dropped_bodies_.push_back(file);
    }
}

/// What files hold that had the body of another one, and do not in the image to come.
CardMemory::Overlay CardMemory::bodies_left_without_owner(const Image& after) const
{
    Overlay bodies;
    for (std::uint32_t i = 0; i < after.file_count(); ++i) {
        const FileIndex file{i};
        if (after.exists(file) && after.body_owner(file) != image().body_owner(file)) {
            bodies.emplace(file, secure_copy(body(file)));
        }
    }
    return bodies;
}

void CardMemory::remove(FileIndex file)
{
    const std::string path = image().path(file);
    ImageEditor editor{image()};
    editor.remove(file);
    auto after = std::make_shared<const Image>(std::move(editor).build());
    Overlay handed_on = bodies_left_without_owner(*after);
    for (std::uint32_t i = 0; i < image().file_count(); ++i) {
        if (image().exists(FileIndex{i}) && is_at_or_below(image().path(FileIndex{i}), path)) {
            forget(FileIndex{i});
        }
    }
    clear_cells_at(file_change_prefix, path);
    clear_cells_at(life_cycle_prefix, path);
    if (would_be_there(path)) {
        set_file_change(path, {});
    }
    staged_image_ = std::move(after);
    staged_bodies_.merge(handed_on);
}

} // namespace uicc::filesystem
