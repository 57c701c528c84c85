#pragma once

#include "filesystem/image/image.hpp"

#include <string>

namespace uicc::filesystem {

/// The names of the directories above a file and its own: "MF/ADF.USIM/EF.IMSI".
[[nodiscard]] std::string named_path(const Image& files, FileIndex file);

} // namespace uicc::filesystem
