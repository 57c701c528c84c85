#pragma once

#include "filesystem/identifiers.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The words in which users speak of commands, files and keys. Upper and lower case are the same.
namespace uicc::daemon::faults {

[[nodiscard]] bool is_same_name(std::string_view left, std::string_view right);

/// Of every command that a card may know, as traces show them: "READ BINARY"; each once.
[[nodiscard]] const std::vector<std::string_view>& command_names();

/// Whether the words stand at the beginning of the name: "READ" of "READ BINARY".
[[nodiscard]] bool begins_name(std::string_view words, std::string_view name);

/// Whether any command begins so.
[[nodiscard]] bool begins_command(std::string_view words);

/// "EF.IMSI", "ADF.USIM", "MF": a name of this form, known or not.
[[nodiscard]] bool looks_like_file(std::string_view word);

/// The file as the catalogue or the card spells it; nothing when neither knows it.
[[nodiscard]] std::optional<std::string> find_file(std::string_view word,
                                                   std::span<const std::string> files_of_card);

/// "PIN1", "PIN2" (81), "ADM1", "UPIN", or two hexadecimal digits. TS 102 221 Table 9.3.
[[nodiscard]] std::optional<filesystem::KeyReference> find_key(std::string_view word);

/// The shortest word that find_key understands.
[[nodiscard]] std::string key_word(filesystem::KeyReference key);

/// "; did you mean READ?" when a command is near enough, else nothing.
[[nodiscard]] std::string suggest_command(std::string_view word);
[[nodiscard]] std::string suggest_file(std::string_view word,
                                       std::span<const std::string> files_of_card);
[[nodiscard]] std::string suggest(std::string_view word,
                                  const std::vector<std::string_view>& candidates);

} // namespace uicc::daemon::faults
