#include "codec/result.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr unsigned first_port = 35963; // vpcd's own default
constexpr unsigned slots_per_driver = 2;
constexpr unsigned most_slots = 16; // of one pcscd; it drops surplus entries without a word
constexpr const char* usual_driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

struct ReaderConf {
    unsigned slots = 0;
    fs::path driver{};
    fs::path folder{};
};

Result<ReaderConf, std::string> parse(Arguments arguments)
try {
    ReaderConf wanted;
    std::string driver;
    std::string folder;
    po::options_description known;
    known.add_options()("slots", po::value(&wanted.slots)->required())(
        "driver", po::value(&driver)->default_value(usual_driver))("folder",
                                                                   po::value(&folder)->required());
    const po::variables_map given = parse_command_line(arguments, known, "folder", 1);
    if (wanted.slots < 1 || wanted.slots > most_slots) {
        return tl::unexpected{
            fmt::format("--slots {}: one pcscd has 1 to {} slots", wanted.slots, most_slots)};
    }
    wanted.driver = driver;
    wanted.folder = fs::absolute(folder);
    return wanted;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

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

Result<fs::path, std::string> write(const ReaderConf& wanted)
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
        text += fmt::format("FRIENDLYNAME \"Virtual PCD {0}\"\nDEVICENAME   /dev/null:0x{1:04X}\n"
                            "LIBPATH      {2}\nCHANNELID    0x{1:04X}\n\n",
                            number, port, driver.string());
    }
    std::ofstream output{file};
    if (!(output << text << std::flush)) {
        return tl::unexpected{fmt::format("{}: cannot be written", file.string())};
    }
    return folder;
}

} // namespace

int run_reader_conf(Arguments arguments)
{
    const auto wanted = parse(arguments);
    if (!wanted) {
        return complain("reader-conf", wanted.error());
    }
    const auto folder = write(*wanted);
    if (!folder) {
        std::cerr << fmt::format("vuicc: {}\n", folder.error());
        return failure;
    }
    const std::string slots = wanted->slots == 1
                                  ? fmt::format("1 slot on port {}", first_port)
                                  : fmt::format("{} slots on ports {} to {}", wanted->slots,
                                                first_port, first_port + wanted->slots - 1);
    std::cout << fmt::format("{}; start pcscd with --config {}\n", slots, folder->string());
    return success;
}

} // namespace uicc::daemon::cli
