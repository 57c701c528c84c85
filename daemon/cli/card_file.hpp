#pragma once

#include "codec/result.hpp"
#include "filesystem/image/image.hpp"

#include <string>
#include <string_view>

namespace uicc::daemon::cli {

/// The EF of a card that a user means: by name (EF.ODF), identifier (5031), or a path of these from
/// the MF (7F50/5031, ADF.PKCS15/EF.ODF). The error is a sentence; it lists the candidates where a
/// name means several.
[[nodiscard]] Result<filesystem::FileIndex, std::string> find_card_file(
    const filesystem::Image& files, std::string_view name);

} // namespace uicc::daemon::cli
