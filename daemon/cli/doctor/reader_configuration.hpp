#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::daemon::cli::doctor {

inline constexpr std::uint16_t slots_per_entry = 2; // of vpcd as Debian builds it

/// A reader of pcscd's configuration, see reader.conf(5).
struct ReaderEntry {
    std::string name{};   ///< FRIENDLYNAME
    std::string device{}; ///< DEVICENAME
    std::filesystem::path library{};

    /// Whether the driver is vpcd, judged by the name of its file.
    [[nodiscard]] bool is_vpcd() const;

    /// Whether this vpcd calls a card at DEVICENAME instead of waiting for one.
    [[nodiscard]] bool calls_out() const;

    /// Port of vpcd's first slot; the second has the next one.
    [[nodiscard]] std::uint16_t first_port() const;

    [[nodiscard]] unsigned last_port() const { return first_port() + slots_per_entry - 1U; }
};

/// The entries of one file. Comments, unknown keys and entries without a driver are skipped.
[[nodiscard]] std::vector<ReaderEntry> parse_reader_configuration(std::string_view text);

} // namespace uicc::daemon::cli::doctor
