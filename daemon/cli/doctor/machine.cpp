#include "daemon/cli/doctor/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

namespace uicc::daemon::cli::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view vpcd_driver = "libifdvpcd";
constexpr std::uint16_t default_port = 35963;

template <class Number>
std::optional<Number> number_of(std::string_view text, int base)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number}
                                                                    : std::nullopt;
}

std::string read_text(const fs::path& file)
{
    std::ifstream input{file, std::ios::binary};
    std::ostringstream text;
    text << input.rdbuf();
    return std::move(text).str();
}

std::string unquoted(std::string text)
{
    std::erase(text, '"');
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// KEY VALUE lines; # begins a comment.
std::map<std::string, std::string> settings_in(const fs::path& file)
{
    std::map<std::string, std::string> settings;
    std::istringstream lines{read_text(file)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string key;
        std::string value;
        if (words >> key && key.front() != '#' && std::getline(words, value)) {
            settings.insert_or_assign(key, unquoted(value));
        }
    }
    return settings;
}

/// DEVICENAME is `/dev/null:0x8C7B`; the part behind the colon is the port of the first slot.
std::uint16_t port_of(const std::string& device)
{
    std::string text = device.substr(std::min(device.rfind(':'), device.size() - 1) + 1);
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    return number_of<std::uint16_t>(is_hex ? text.substr(2) : text, is_hex ? 16 : 10)
        .value_or(default_port);
}

std::vector<fs::path> sorted_entries(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator{folder, unreadable}) {
        entries.push_back(entry.path());
    }
    std::ranges::sort(entries);
    return entries;
}

/// The kernel prints addresses as 32-bit words in the byte order of the machine.
std::string address_of(std::string_view hex)
{
    if (hex.size() != 8) {
        const bool any = hex.find_first_not_of('0') == std::string_view::npos;
        return any ? "::" : hex.ends_with("01000000") ? "::1" : std::string{hex};
    }
    const auto word = number_of<std::uint32_t>(hex, 16).value_or(0);
    return fmt::format("{}.{}.{}.{}", word & 0xFFU, word >> 8U & 0xFFU, word >> 16U & 0xFFU,
                       word >> 24U);
}

/// One line of /proc/net/tcp: number, local, remote, state, ..., inode in the tenth column.
std::optional<TcpSocket> socket_in(const std::string& line)
{
    std::istringstream words{line};
    std::vector<std::string> columns;
    for (std::string word; words >> word;) {
        columns.push_back(word);
    }
    if (columns.size() < 10) {
        return std::nullopt;
    }
    const auto split = [](const std::string& end_point) {
        const auto colon = end_point.find(':');
        return std::pair{end_point.substr(0, colon),
                         colon == std::string::npos ? "" : end_point.substr(colon + 1)};
    };
    const auto [address, port] = split(columns[1]);
    const auto [remote_address, remote_port] = split(columns[2]);
    const auto local = number_of<std::uint16_t>(port, 16);
    if (!local) {
        return std::nullopt;
    }
    return TcpSocket{.address = address_of(address),
                     .port = *local,
                     .remote_port = number_of<std::uint16_t>(remote_port, 16).value_or(0),
                     .is_listening = columns[3] == "0A",
                     .is_connected = columns[3] == "01",
                     .inode = number_of<std::uint64_t>(columns[9], 10).value_or(0)};
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

std::vector<ReaderEntry> Machine::vpcd_entries() const
{
    std::vector<ReaderEntry> entries;
    for (const fs::path& file : sorted_entries(at("/etc/reader.conf.d"))) {
        auto settings = settings_in(file);
        const fs::path library = settings["LIBPATH"];
        if (library.string().find(vpcd_driver) == std::string::npos) {
            continue;
        }
        const std::string& device = settings["DEVICENAME"];
        entries.push_back({.file = "/" / file.lexically_relative(root_),
                           .name = settings["FRIENDLYNAME"],
                           .library = library,
                           .library_exists = exists(library),
                           .first_port = device.empty() ? default_port : port_of(device)});
    }
    return entries;
}

std::vector<TcpSocket> Machine::tcp_sockets() const
{
    std::vector<TcpSocket> sockets;
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::istringstream lines{read_text(at(table))};
        for (std::string line; std::getline(lines, line);) {
            if (auto socket = socket_in(line)) {
                sockets.push_back(*std::move(socket));
            }
        }
    }
    return sockets;
}

std::vector<int> Machine::process_ids() const
{
    std::vector<int> ids;
    for (const fs::path& entry : sorted_entries(at("/proc"))) {
        if (const auto id = number_of<int>(entry.filename().string(), 10)) {
            ids.push_back(*id);
        }
    }
    return ids;
}

Process Machine::process(int id) const
{
    const fs::path folder = at("/proc") / std::to_string(id);
    Process process{.id = id, .name = unquoted(read_text(folder / "comm"))};
    std::erase(process.name, '\n');
    std::istringstream arguments{read_text(folder / "cmdline")};
    for (std::string argument; std::getline(arguments, argument, '\0');) {
        process.arguments.push_back(argument);
    }
    return process;
}

std::optional<Process> Machine::owner_of(std::uint64_t inode) const
{
    const std::string wanted = fmt::format("socket:[{}]", inode);
    for (const int id : process_ids()) {
        for (const fs::path& link : sorted_entries(at("/proc") / std::to_string(id) / "fd")) {
            std::error_code gone;
            if (fs::read_symlink(link, gone) == wanted) {
                return process(id);
            }
        }
    }
    return std::nullopt;
}

std::optional<Process> Machine::find_process(std::string_view name) const
{
    for (const int id : process_ids()) {
        if (Process candidate = process(id); candidate.name == name) {
            return candidate;
        }
    }
    return std::nullopt;
}

} // namespace uicc::daemon::cli::doctor
