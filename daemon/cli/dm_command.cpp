#include "codec/hex.hpp"
#include "daemon/cli/command.hpp"
#include "emulator/dm/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace dm = emulator::dm;

constexpr std::size_t largest_input = 4 * dm::max_described_size; // as hexadecimal with blanks

/// Octets, or the hexadecimal digits that stand for them.
Bytes octets_of(const std::string& content)
{
    if (auto octets = codec::from_hex(content); octets && !octets->empty()) {
        return *std::move(octets);
    }
    return {content.begin(), content.end()};
}

std::string read_all(std::istream& input)
{
    std::string content(largest_input + 1, '\0');
    input.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(input.gcount()));
    return content;
}

std::optional<Bytes> read_input(const std::string& word)
{
    if (word == "-") {
        return octets_of(read_all(std::cin));
    }
    std::error_code error;
    if (std::filesystem::exists(word, error)) {
        std::ifstream file{word, std::ios::binary};
        if (!file || std::filesystem::is_directory(word, error)) {
            std::cerr << "vuicc dm: " << word << ": cannot be read\n";
            return std::nullopt;
        }
        return octets_of(read_all(file));
    }
    auto octets = codec::from_hex(word);
    if (!octets) {
        std::cerr << fmt::format("vuicc dm: neither a file nor hexadecimal: character {}: {}\n",
                                 octets.error().offset + 1, octets.error().what);
        return std::nullopt;
    }
    return *std::move(octets);
}

} // namespace

int run_dm(Arguments arguments)
{
    std::vector<std::string> words{arguments.begin(), arguments.end()};
    const bool shows_secrets = std::erase(words, "--show-secrets") > 0;
    if (words.size() != 2 || words.front() != "decode" ||
        (words.back().starts_with('-') && words.back() != "-")) {
        return complain("dm", "expected decode and a file, hexadecimal digits or -");
    }
    const auto content = read_input(words.back());
    if (!content) {
        return wrong_usage;
    }
    const auto text = dm::describe(*content, shows_secrets ? dm::Secrets::Show : dm::Secrets::Mask);
    if (!text) {
        std::cerr << "vuicc dm: " << dm::to_string(text.error()) << '\n';
        return wrong_usage;
    }
    std::cout << *text;
    return success;
}

} // namespace uicc::daemon::cli
