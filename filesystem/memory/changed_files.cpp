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

Result<void, FileError> CardMemory::resize(FileIndex file, ByteView body)
{
    const std::size_t size = body.size();
    if (size > header(file).size && growth() + size - header(file).size > largest_growth) {
        return tl::unexpected{FileError::NotEnoughMemory};
    }
    const std::string path = image().path(file);
    ImageEditor editor{image()};
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
    staged_image_ = std::make_shared<const Image>(std::move(editor).build());
    staged_bodies_.insert_or_assign(file, secure_copy(body));
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

void CardMemory::remove(FileIndex file)
{
    const std::string path = image().path(file);
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
    ImageEditor editor{image()};
    editor.remove(file);
    staged_image_ = std::make_shared<const Image>(std::move(editor).build());
}

} // namespace uicc::filesystem
