#pragma once

#include "codec/result.hpp"

#include <filesystem>
#include <string>

namespace uicc::daemon::pcsc {

inline constexpr unsigned first_port = 35963;   ///< vpcd's own default
inline constexpr unsigned slots_per_driver = 2; ///< vpcd's build option VPCDSLOTS
inline constexpr unsigned most_slots = 16;      ///< of one pcscd; it drops surplus entries silently
inline constexpr const char* usual_driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// A configuration of pcscd that has nothing but vpcd's readers.
struct ReaderConf {
    unsigned slots = slots_per_driver;
    std::filesystem::path driver = usual_driver;
    std::filesystem::path folder{}; ///< where it is written
};

/// Writes the configuration and a copy of the driver for every two slots. What pcscd is to be given
/// with --config; an error is a sentence.
[[nodiscard]] Result<std::filesystem::path, std::string> write_reader_conf(
    const ReaderConf& wanted);

} // namespace uicc::daemon::pcsc
