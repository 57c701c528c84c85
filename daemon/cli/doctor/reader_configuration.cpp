#include "daemon/cli/doctor/reader_configuration.hpp"

#include <charconv>
#include <sstream>
#include <utility>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr std::string_view vpcd_driver = "vpcd";
constexpr std::string_view no_device = "/dev/null";
constexpr std::uint16_t default_port = 35963;

std::string without_blanks_and_quotes(const std::string& text)
{
    constexpr std::string_view around = " \t\r\"";
    const auto first = text.find_first_not_of(around);
    const auto last = text.find_last_not_of(around);
    return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1);
}

/// Gathers the lines of entries; a key that the entry already has begins the next one.
class EntryReader {
public:
    void read(const std::string& key, const std::string& value)
    {
        std::string* const place = place_of(key);
        if (place == nullptr) {
            return;
        }
        if (!place->empty()) {
            finish();
        }
        *place = without_blanks_and_quotes(value);
    }

    std::vector<ReaderEntry> take()
    {
        finish();
        return std::move(entries_);
    }

private:
    std::string* place_of(std::string_view key)
    {
        if (key == "FRIENDLYNAME") {
            return &name_;
        }
        if (key == "DEVICENAME") {
            return &device_;
        }
        return key == "LIBPATH" ? &library_ : nullptr;
    }

    void finish()
    {
        if (!library_.empty()) {
            entries_.push_back({name_, device_, library_});
        }
        name_.clear();
        device_.clear();
        library_.clear();
    }

    std::string name_;
    std::string device_;
    std::string library_;
    std::vector<ReaderEntry> entries_;
};

} // namespace

bool ReaderEntry::is_vpcd() const
{
    return library.filename().string().find(vpcd_driver) != std::string::npos;
}

bool ReaderEntry::calls_out() const
{
    const std::string host = device.substr(0, device.find(':'));
    return !host.empty() && host != no_device;
}

std::uint16_t ReaderEntry::first_port() const
{
    const auto colon = device.find(':');
    std::string_view text = device;
    text.remove_prefix(colon == std::string::npos ? text.size() : colon + 1);
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    text.remove_prefix(is_hex ? 2 : 0);
    std::uint16_t port = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), port, is_hex ? 16 : 10);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? port : default_port;
}

std::vector<ReaderEntry> parse_reader_configuration(std::string_view text)
{
    EntryReader reader;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string key;
        std::string value;
        words >> key;
        std::getline(words, value);
        reader.read(key, value);
    }
    return reader.take();
}

} // namespace uicc::daemon::cli::doctor
