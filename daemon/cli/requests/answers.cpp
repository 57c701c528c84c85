#include "daemon/cli/requests/answers.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <iostream>
#include <string>
#include <string_view>

namespace uicc::daemon::cli::requests {
namespace {

using control::Json;

std::string text_of(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Octets and their meaning; of what is in no file the meaning alone.
std::string side_of(const Json& change, const std::string& side)
{
    const Json& octets = change[side];
    const std::string value = octets.is_null() ? "as in the profile" : text_of(octets);
    const std::string text = side + "-text";
    if (!change.contains(text)) {
        return value;
    }
    return change.contains("cell") ? text_of(change[text])
                                   : fmt::format("{}  ({})", value, text_of(change[text]));
}

std::string_view place_of(const Json& status)
{
    return status["power"] == false      ? ", without power"
           : status["in-reader"] == true ? ""
                                         : ", waiting for it";
}

/// One line of a file's content: octets, and what they mean.
std::string content_of(const Json& part)
{
    const std::string data = text_of(part["data"]);
    return part.contains("text") ? fmt::format("{}  ({})", data, text_of(part["text"])) : data;
}

std::string shape_of(const Json& file)
{
    if (!file.contains("structure")) {
        return {};
    }
    const auto structure = text_of(file["structure"]);
    return file.contains("record-size")
               ? fmt::format("{} {} x {}", structure, file["record-count"].dump(),
                             file["record-size"].dump())
               : fmt::format("{} {}", structure, file["size"].dump());
}

std::string tries_of(const Json& pin, const std::string& left, const std::string& most)
{
    return fmt::format("{} of {}", pin[left].dump(), pin[most].dump());
}

} // namespace

void print_nothing(const Json& /*answer*/) {}

void print_json(const Json& answer)
{
    std::cout << answer.dump(2) << '\n';
}

void print_version(const Json& version)
{
    std::cout << "vuiccd " << text_of(version) << '\n';
}

void print_methods(const Json& description)
{
    for (const Json& method : description["methods"]) {
        std::cout << fmt::format("{:<16} {}\n", text_of(method["name"]),
                                 text_of(method["summary"]));
    }
}

void print_cards(const Json& cards)
{
    for (const Json& card : cards) {
        const auto reader = text_of(card["reader"]);
        std::cout << fmt::format("{:<22} {:<22} {}\n", text_of(card["card"]),
                                 reader.empty() ? "-" : reader, text_of(card["profile"]));
    }
}

void print_status(const Json& status)
{
    const auto reader = text_of(status["reader"]);
    const Json& store = status["store"];
    const Json& overlay = status["overlay"];
    std::cout << fmt::format(
        "card      {}\nprofile   {} ({})\nhash      {}\nreader    {}\nchanged   {} entries, {} "
        "octets\napdus     {}\nerrors    {}\nstore     {} commits, {:.1f} us on average, {:.1f} us "
        "at most\n",
        text_of(status["card"]), text_of(status["name"]), text_of(status["profile"]),
        text_of(status["hash"]), reader.empty() ? "none" : reader + std::string{place_of(status)},
        overlay["entries"].dump(), overlay["octets"].dump(), status["apdus"].dump(),
        status["errors"].dump(), store["commits"].dump(), store["mean-us"].get<double>(),
        store["longest-us"].get<double>());
}

void print_response(const Json& answer)
{
    const auto response = text_of(answer["response"]);
    const std::size_t data = response.size() - 4; // the status word has four digits
    std::cout << response.substr(0, data) << (data > 0 ? " " : "") << response.substr(data) << '\n';
    if (answer.contains("text")) {
        std::cout << "    " << text_of(answer["text"]) << '\n';
    }
}

void print_card_name(const Json& card)
{
    std::cout << text_of(card["card"]) << '\n';
}

void print_swap(const Json& cards)
{
    std::cout << fmt::format("{} is in {} instead of {}\n", text_of(cards["card"]),
                             text_of(cards["reader"]), text_of(cards["replaced"]));
}

void print_atr(const Json& answer)
{
    std::cout << text_of(answer["atr"]) << '\n';
}

void print_channels(const Json& channels)
{
    for (const Json& channel : channels) {
        const bool has_file = channel.contains("file");
        std::string line = fmt::format("{:>2}  {}", channel["channel"].dump(),
                                       text_of(channel[has_file ? "file" : "directory"]));
        if (channel.contains("record")) {
            line += fmt::format(" record {}", channel["record"].dump());
        }
        if (channel.contains("application")) {
            line += fmt::format("  ({} is active)", text_of(channel["application"]));
        }
        std::cout << line << '\n';
    }
}

void print_snapshots(const Json& snapshots)
{
    for (const Json& one : snapshots) {
        const std::time_t made = one["made-at"].get<std::time_t>();
        std::cout << fmt::format("{:<20} {:%Y-%m-%d %H:%M:%S}  {} entries, {} octets\n",
                                 text_of(one["name"]), fmt::localtime(made), one["entries"].dump(),
                                 one["octets"].dump());
    }
}

void print_changes(const Json& changes)
{
    for (const Json& change : changes) {
        const bool is_file = change.contains("file");
        std::string title = text_of(is_file ? change["file"] : change["cell"]);
        if (is_file) {
            title += " " + text_of(change["path"]);
        }
        if (change.contains("record")) {
            title += " record " + change["record"].dump();
        }
        std::cout << fmt::format("{}\n  - {}\n  + {}\n", title, side_of(change, "before"),
                                 side_of(change, "after"));
    }
}

void print_files(const Json& files)
{
    for (const Json& file : files) {
        std::cout << fmt::format("{}  {:<52} {}\n", text_of(file["fid"]), text_of(file["path"]),
                                 shape_of(file));
    }
}

void print_content(const Json& file)
{
    if (!file.contains("records")) {
        std::cout << content_of(file) << '\n';
        return;
    }
    for (const Json& record : file["records"]) {
        std::cout << fmt::format("{:>3}  {}\n", record["record"].dump(), content_of(record));
    }
}

void print_pins(const Json& pins)
{
    for (const Json& pin : pins) {
        print_pin(pin);
    }
}

void print_pin(const Json& pin)
{
    const std::string_view use = pin["replaced"] == true  ? "replaced"
                                 : pin["enabled"] == true ? "enabled"
                                                          : "disabled";
    std::string line = fmt::format("{}  {:<20} {:<9} {}", text_of(pin["reference"]),
                                   text_of(pin["pin"]), use, tries_of(pin, "tries-left", "tries"));
    if (pin.contains("unblock-tries")) {
        line +=
            fmt::format(", to unblock {}", tries_of(pin, "unblock-tries-left", "unblock-tries"));
    }
    if (pin["verified"] == true) {
        line += ", verified";
    }
    std::cout << line << '\n';
}

void print_fault(const Json& fault)
{
    std::cout << fault["fault"].dump() << '\n';
}

void print_faults(const Json& faults)
{
    for (const Json& one : faults) {
        std::cout << fmt::format("{:>3}  struck {} of {}  {}\n", one["fault"].dump(),
                                 one["struck"].dump(), one["seen"].dump(), one["what"].dump());
    }
}

} // namespace uicc::daemon::cli::requests
