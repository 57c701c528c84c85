#include "daemon/pcsc/reader_conf.hpp"

#include <fmt/format.h>

#include <fstream>

namespace uicc::daemon::pcsc {
namespace {

namespace fs = std::filesystem;

/// Two entries with one driver file would share the driver's static state, so each has a copy.
Result<fs::path, std::string> copy_driver(const ReaderConf& wanted, unsigned number)
{
    const fs::path copy = wanted.folder / fmt::format("libifdvpcd-{}.so", number);
    std::error_code error;
    fs::copy_file(wanted.driver, copy, fs::copy_options::overwrite_existing, error);
    if (error) {
        return tl::unexpected{
            fmt::format("{} to {}: {}", wanted.driver.string(), copy.string(), error.message())};
    }
    return copy;
}

} // namespace

Result<fs::path, std::string> write_reader_conf(const ReaderConf& wanted)
{
    std::error_code error;
    const fs::path folder = wanted.folder / "reader.conf.d"; // pcscd reads every file in it
    fs::create_directories(folder, error);
    const fs::path file = folder / "vpcd";
    std::string text;
    const unsigned drivers = (wanted.slots + slots_per_driver - 1) / slots_per_driver;
    for (unsigned number = 0; number < drivers; ++number) {
        const fs::path driver = TRY(copy_driver(wanted, number));
        const unsigned port = first_port + slots_per_driver * number;
        text += fmt::format("FRIENDLYNAME \"Virtual PCD{0}\"\nDEVICENAME   /dev/null:0x{1:04X}\n"
                            "LIBPATH      {2}\nCHANNELID    0x{1:04X}\n\n",
                            drivers == 1 ? "" : fmt::format(" {}", number), port, driver.string());
    }
    std::ofstream output{file};
    if (!(output << text << std::flush)) {
        return tl::unexpected{fmt::format("{}: cannot be written", file.string())};
    }
    return folder;
}

} // namespace uicc::daemon::pcsc
