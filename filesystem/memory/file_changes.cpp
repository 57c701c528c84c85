#include "filesystem/memory/file_changes.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/fcp.hpp"
#include "filesystem/image/image_editor.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace uicc::filesystem {
namespace {

using Kind = FileChange::Kind;

constexpr unsigned size_octets = 4;

/// Tag C6 with nothing but the references.
Bytes references_of(const FileHeader& header)
{
    Bytes references;
    for (const KeyReference reference : header.pin_references) {
        codec::append_tlv(references, codec::Tag{0x83}, std::array{static_cast<Byte>(reference)});
    }
    return references;
}

Result<FileChange, codec::DecodeError> read_created(codec::ByteReader& reader)
{
    FileChange change{.kind = Kind::Created};
    change.slot = static_cast<std::uint16_t>(TRY(reader.take_number(2)));
    const std::size_t length = TRY(reader.take());
    const ByteView name = TRY(reader.take(length));
    const ByteView fcp = TRY(reader.take(reader.remaining()));
    auto control = decode_fcp(fcp);
    if (!control) {
        return tl::unexpected{codec::DecodeError::Truncated};
    }
    change.header = std::move(control->header);
    change.header.name.assign(name.begin(), name.end());
    return change;
}

Result<FileChange, codec::DecodeError> read_change(codec::ByteReader& reader)
{
    const Kind kind{TRY(reader.take())};
    if (kind == Kind::Created) {
        return read_created(reader);
    }
    FileChange change{.kind = kind};
    if (kind == Kind::Resized) {
        change.size = static_cast<std::size_t>(TRY(reader.take_number(size_octets)));
    }
    return change;
}

bool is_size(std::size_t octets)
{
    return octets > 0 && octets <= largest_growth;
}

/// No command gives an EF a body without octets.
bool has_sense(const FileChange& change)
{
    const FileHeader& header = change.header;
    switch (change.kind) {
    case Kind::Deleted:
        return true;
    case Kind::Created:
        return change.slot < most_created_files &&
               (!header.is_ef() ||
                (is_size(header.size) && (!header.has_records() || header.record_count() > 0)));
    case Kind::Resized:
        return is_size(change.size);
    }
    return false;
}

/// Brings changes into an image. The card may have made them in any order, so all room has to be
/// made before a file is put anywhere; directories come before what is below them.
class Changes {
public:
    explicit Changes(std::shared_ptr<const Image> profile)
        : profile_{std::move(profile)}, editor_{*profile_}
    {}

    /// Takes away what is deleted, and what a created file replaces.
    bool make_room(std::string_view path, const FileChange& change)
    {
        const bool was_there = change.kind != Kind::Resized && remove(path);
        return change.kind != Kind::Deleted || was_there;
    }

    bool put(std::string_view path, FileChange change)
    {
        switch (change.kind) {
        case Kind::Deleted:
            return true;
        case Kind::Created:
            return create(path, std::move(change));
        case Kind::Resized:
            return resize(path, change.size);
        }
        return false;
    }

    [[nodiscard]] std::shared_ptr<const Image> finish() &&
    {
        return std::make_shared<const Image>(std::move(editor_).build());
    }

private:
    bool remove(std::string_view path)
    {
        const auto file = editor_.find(path);
        if (!file || *file == mf_index) {
            return false;
        }
        editor_.remove(*file);
        return true;
    }

    bool create(std::string_view path, FileChange change)
    {
        const auto parent = editor_.find(path.substr(0, path.rfind('/')));
        if (!parent || editor_.header(*parent).is_ef()) {
            return false;
        }
        change.header.parent = *parent;
        const FileIndex index{static_cast<std::uint32_t>(profile_->file_count() + change.slot)};
        return !editor_.has(index) && editor_.add(index, std::move(change.header)).has_value();
    }

    bool resize(std::string_view path, std::size_t size)
    {
        const auto file = editor_.find(path);
        if (!file || !editor_.header(*file).is_ef() ||
            static_cast<std::size_t>(*file) >= profile_->file_count()) {
            return false;
        }
        const std::size_t part = std::max<std::size_t>(1, editor_.header(*file).record_length);
        if (size % part != 0) {
            return false;
        }
        editor_.resize(*file, size, profile_->body(*file));
        return true;
    }

    std::shared_ptr<const Image> profile_;
    ImageEditor editor_;
};

} // namespace

SecureBytes encode_file_change(const FileChange& change)
{
    Bytes octets{static_cast<Byte>(change.kind)};
    if (change.kind == Kind::Resized) {
        codec::append_number(octets, change.size, size_octets);
    }
    if (change.kind == Kind::Created) {
        codec::append_number(octets, change.slot, 2);
        codec::append_number(octets, change.header.name.size(), 1);
        octets.insert(octets.end(), change.header.name.begin(), change.header.name.end());
        const Bytes references = references_of(change.header);
        codec::append(octets, encode_fcp(change.header, {.pin_status = references}));
    }
    return secure_copy(octets);
}

std::optional<FileChange> decode_file_change(ByteView octets)
{
    codec::ByteReader reader{octets};
    auto change = read_change(reader);
    const bool is_right = change && reader.at_end() && has_sense(*change);
    return is_right ? std::optional{*std::move(change)} : std::nullopt;
}

ChangedImage changed_image(std::shared_ptr<const Image> profile,
                           const std::map<std::string_view, ByteView>& cells)
{
    ChangedImage changed{.image = profile};
    std::map<std::string_view, FileChange> decoded;
    for (auto cell = cells.lower_bound(file_change_prefix);
         cell != cells.end() && cell->first.starts_with(file_change_prefix); ++cell) {
        if (auto change = decode_file_change(cell->second)) {
            decoded.emplace(cell->first.substr(file_change_prefix.size()), *std::move(change));
        } else {
            changed.unfit.emplace(cell->first);
        }
    }
    if (decoded.empty()) {
        return changed;
    }
    Changes changes{std::move(profile)};
    const auto note = [&changed](std::string_view path, bool fits) {
        if (!fits) {
            changed.unfit.insert(std::string{file_change_prefix}.append(path));
        }
    };
    for (const auto& [path, change] : decoded) {
        note(path, changes.make_room(path, change));
    }
    for (auto& [path, change] : decoded) {
        note(path, changes.put(path, std::move(change)));
    }
    changed.image = std::move(changes).finish();
    return changed;
}

ChangedImage changed_image(std::shared_ptr<const Image> profile, std::span<const StoreEntry> kept)
{
    std::map<std::string_view, ByteView> cells;
    for (const StoreEntry& entry : kept) {
        if (entry.value && entry.key.starts_with(file_change_prefix)) {
            cells.emplace(entry.key, *entry.value);
        }
    }
    return changed_image(std::move(profile), cells);
}

} // namespace uicc::filesystem
