#pragma once

#include "codec/result.hpp"
#include "filesystem/image/image.hpp"

#include <span>
#include <string>
#include <string_view>

namespace uicc::daemon {

/// The EF of a card that a user means: by name (EF.ODF), identifier (5031), or a path of these
/// (7F50/5031, 7F505031, ADF.PKCS15/EF.ODF), from anywhere above it. 7FFF is the first application
/// that has such a file. The error is a sentence; it lists the candidates where a name means
/// several, and the nearest name where it means none.
[[nodiscard]] Result<filesystem::FileIndex, std::string> find_card_file(
    const filesystem::Image& files, std::string_view name);

/// "; did you mean EF.IMSI?" with the candidate that is nearest to a misspelt word, or nothing
/// where none is near.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string> candidates);

} // namespace uicc::daemon
