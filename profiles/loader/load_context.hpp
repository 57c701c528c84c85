#pragma once

#include "profiles/loader/section.hpp"

#include <filesystem>

namespace uicc::profiles {

/// Octets of all files of a card together.
inline constexpr std::size_t max_card_memory = std::size_t{4} << 20U;

/// Files and directories of a card together.
inline constexpr std::size_t max_file_count = 4096;

/// What the readers of one profile share.
class LoadContext {
public:
    LoadContext(Report& report_to, std::filesystem::path profile_folder)
        : report{report_to}, folder{std::move(profile_folder)}
    {}

    /// Sets memory of the card aside; reports the first file that finds none left.
    [[nodiscard]] bool claim_memory(yaml::Position position, std::size_t octets);

    /// Counts octets of included files, before anybody knows whether they fit.
    [[nodiscard]] bool claim_included(yaml::Position position, std::size_t octets);

    /// Counts a file; reports the first one too many.
    [[nodiscard]] bool claim_file(yaml::Position position);

    Report& report;
    std::filesystem::path folder; ///< of the profile; `file:` is relative to it

private:
    [[nodiscard]] bool claim(std::size_t& left, yaml::Position position, std::size_t octets);

    /// Reports a limit, and nothing behind it.
    void refuse(yaml::Position position, std::string message);

    std::size_t memory_left_ = max_card_memory;
    std::size_t included_left_ = max_card_memory;
    std::size_t files_left_ = max_file_count;
};

} // namespace uicc::profiles
