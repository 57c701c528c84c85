#pragma once

namespace uicc::filesystem {

/// Why a card cannot have a file.
enum class FileError {
    FidTaken, ///< in the directory, or by a directory above
    SfiTaken,
    AidTaken,
    NotEnoughMemory,
};

} // namespace uicc::filesystem
