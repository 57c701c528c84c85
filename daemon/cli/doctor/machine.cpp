#include "daemon/cli/doctor/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace uicc::daemon::cli::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_configuration = 1U << 20U;

std::string read_text(const fs::path& file)
{
    std::ifstream input{file, std::ios::binary};
    std::ostringstream text;
    text << input.rdbuf();
    return std::move(text).str();
}

std::vector<fs::path> sorted_entries(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
         entry.increment(error)) {
        entries.push_back(entry->path());
    }
    std::ranges::sort(entries);
    return entries;
}

std::vector<fs::path> configuration_files(const fs::path& place)
{
    std::error_code error;
    std::vector<fs::path> files =
        fs::is_directory(place, error) ? sorted_entries(place) : std::vector{place};
    std::erase_if(files, [&](const fs::path& file) {
        return !fs::is_regular_file(file, error) ||
               fs::file_size(file, error) > largest_configuration;
    });
    return files;
}

/// The target of a symbolic link, which need not exist.
std::string target_of(const fs::path& link)
{
    std::error_code error;
    return fs::read_symlink(link, error).string();
}

} // namespace

fs::path Machine::at(const fs::path& absolute) const
{
    return root_ / absolute.relative_path();
}

bool Machine::exists(const fs::path& absolute) const
{
    std::error_code error;
    return fs::exists(at(absolute), error);
}

bool Machine::is_same_file(const fs::path& one, const fs::path& other) const
{
    std::error_code error;
    return fs::equivalent(at(one), at(other), error);
}

std::vector<VpcdReader> Machine::vpcd_readers(const fs::path& configuration) const
{
    std::vector<VpcdReader> readers;
    for (const fs::path& file : configuration_files(at(configuration))) {
        for (ReaderEntry& entry : parse_reader_configuration(read_text(file))) {
            if (entry.is_vpcd()) {
                const bool driver_exists = exists(entry.library);
                readers.push_back(
                    {std::move(entry), "/" / file.lexically_relative(root_), driver_exists});
            }
        }
    }
    return readers;
}

std::vector<TcpSocket> Machine::tcp_sockets() const
{
    auto sockets = parse_tcp_table(read_text(at("/proc/net/tcp")));
    std::ranges::move(parse_tcp_table(read_text(at("/proc/net/tcp6"))),
                      std::back_inserter(sockets));
    return sockets;
}

/// Columns as in proc_net(5): the flags are the fourth, the path is the last.
bool Machine::is_listening_at(const fs::path& socket) const
{
    constexpr std::string_view accepts_connections = "00010000";
    std::istringstream lines{read_text(at("/proc/net/unix"))};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        const std::vector<std::string> columns{std::istream_iterator<std::string>{words}, {}};
        if (columns.size() > 4 && columns[3] == accepts_connections && columns.back() == socket) {
            return true;
        }
    }
    return false;
}

std::vector<int> Machine::process_ids() const
{
    std::vector<int> ids;
    for (const fs::path& entry : sorted_entries(at("/proc"))) {
        const std::string name = entry.filename().string();
        int id = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (error == std::errc{} && end == name.data() + name.size()) {
            ids.push_back(id);
        }
    }
    return ids;
}

Process Machine::process(int id) const
{
    const fs::path folder = at("/proc") / std::to_string(id);
    Process process{.id = id, .name = read_text(folder / "comm")};
    process.name = process.name.substr(0, process.name.find('\n'));
    std::istringstream arguments{read_text(folder / "cmdline")};
    for (std::string argument; std::getline(arguments, argument, '\0');) {
        process.arguments.push_back(argument);
    }
    return process;
}

/// Processes of others do not show their namespace to everybody; they count as neighbours.
bool Machine::shares_our_network(int id) const
{
    const std::string theirs = target_of(at("/proc") / std::to_string(id) / "ns/net");
    return theirs.empty() || theirs == target_of(at("/proc/self/ns/net"));
}

std::optional<Process> Machine::owner_of(std::uint64_t inode) const
{
    const std::string wanted = fmt::format("socket:[{}]", inode);
    for (const int id : process_ids()) {
        for (const fs::path& link : sorted_entries(at("/proc") / std::to_string(id) / "fd")) {
            if (target_of(link) == wanted) {
                return process(id);
            }
        }
    }
    return std::nullopt;
}

std::vector<Process> Machine::processes_named(std::string_view name) const
{
    std::vector<Process> found;
    for (const int id : process_ids()) {
        Process candidate = process(id);
        const bool is_alive = !candidate.arguments.empty(); // zombies have none
        if (candidate.name == name && is_alive && shares_our_network(id)) {
            found.push_back(std::move(candidate));
        }
    }
    return found;
}

} // namespace uicc::daemon::cli::doctor
