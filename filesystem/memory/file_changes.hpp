#pragma once

#include "codec/secure_bytes.hpp"
#include "filesystem/image/image.hpp"
#include "filesystem/store/store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace uicc::filesystem {

/// Cells below this prefix say how the files of a card are not those of its profile: "files/" and
/// the path of a file.
inline constexpr std::string_view file_change_prefix = "files/";

inline constexpr std::size_t most_created_files = 512;
inline constexpr std::size_t largest_growth = 512UL * 1024; ///< octets of all files together

/// What a card has done to one file.
struct FileChange {
    enum class Kind : Byte { Deleted = 0, Created = 1, Resized = 2 };

    Kind kind = Kind::Deleted;
    std::uint16_t slot = 0; ///< Created: its index, counted from the end of the profile's image
    std::size_t size = 0;   ///< Resized: octets of the body
    FileHeader header{};    ///< Created: all but the parent, which the path tells
};

[[nodiscard]] SecureBytes encode_file_change(const FileChange& change);

/// Nothing when it is none.
[[nodiscard]] std::optional<FileChange> decode_file_change(ByteView octets);

/// The files of a card: those of its profile with the changes of the cells below
/// file_change_prefix. Other cells and bodies are of no concern here.
struct ChangedImage {
    std::shared_ptr<const Image> image{}; ///< that of the profile itself when nothing is changed
    std::set<std::string> unfit{};        ///< keys of changes that have no place in the profile
};

[[nodiscard]] ChangedImage changed_image(std::shared_ptr<const Image> profile,
                                         const std::map<std::string_view, ByteView>& cells);
[[nodiscard]] ChangedImage changed_image(std::shared_ptr<const Image> profile,
                                         std::span<const StoreEntry> kept);

} // namespace uicc::filesystem
