#include "codec/result.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/pcsc/reader_conf.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

using pcsc::first_port;
using pcsc::most_slots;
using pcsc::ReaderConf;

Result<ReaderConf, std::string> parse(Arguments arguments)
try {
    ReaderConf wanted{.slots = 0};
    std::string driver;
    std::string folder;
    po::options_description known;
    known.add_options()("slots", po::value(&wanted.slots)->required())(
        "driver", po::value(&driver)->default_value(pcsc::usual_driver))(
        "folder", po::value(&folder)->required());
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

} // namespace

int run_reader_conf(Arguments arguments)
{
    const auto wanted = parse(arguments);
    if (!wanted) {
        return complain("reader-conf", wanted.error());
    }
    const auto folder = pcsc::write_reader_conf(*wanted);
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
