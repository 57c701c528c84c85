#pragma once

#include "codec/result.hpp"
#include "daemon/client/account.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace uicc::daemon::client {

/// What a client keeps from boot to boot: the card it saw last, and the accounts it has from it.
struct Memory {
    std::string iccid{};                 ///< empty: it has seen none
    std::optional<std::string> marker{}; ///< what the card said about its last change
    std::vector<Account> accounts{};
};

/// A file that does not exist is an empty memory. The error is a sentence that names the file, with
/// line and column where it is not JSON.
[[nodiscard]] Result<Memory, std::string> load_memory(const std::filesystem::path& file);

/// Replaces the file in one step; only its owner can read it. The error is a sentence.
[[nodiscard]] Result<void, std::string> save_memory(const std::filesystem::path& file,
                                                    const Memory& memory);

} // namespace uicc::daemon::client
