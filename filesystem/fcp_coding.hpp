#pragma once

#include "filesystem/file.hpp"

#include <optional>

/// The octets of file control parameters that stand for something, TS 102 221 §11.1.1.4.
namespace uicc::filesystem {

/// b6 to b1 of the file descriptor octet, Table 11.5; of a directory the kind says no more.
struct FileForm {
    FileKind kind = FileKind::Ef;
    EfStructure structure = EfStructure::Transparent;
    bool is_internal = false;
};

/// Whatever b7 says of the file; nothing for what the table does not have.
[[nodiscard]] std::optional<FileForm> file_form_of(Byte descriptor);

[[nodiscard]] bool is_shareable(Byte descriptor);

/// The file descriptor octet of a file, which is not internal.
[[nodiscard]] Byte descriptor_of(const FileHeader& file);

/// §11.1.1.4.9: from 04 to 07 b1 tells activated files from deactivated ones.
[[nodiscard]] std::optional<LifeCycle> life_cycle_of(Byte status);

} // namespace uicc::filesystem
