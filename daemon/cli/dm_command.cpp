#include "codec/hex.hpp"
#include "daemon/card_file.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "emulator/dm/decode.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

namespace uicc::daemon::cli {
namespace {

namespace dm = emulator::dm;
namespace po = boost::program_options;

constexpr std::size_t largest_input = 4 * dm::max_described_size; // as hexadecimal with blanks

bool is_hexadecimal_text(const std::string& content)
{
    return !content.empty() &&
           content.find_first_not_of("0123456789ABCDEFabcdef \t\r\n") == std::string::npos;
}

std::optional<Bytes> complain_about(const std::string& place, const codec::HexError& error)
{
    std::cerr << fmt::format("vuicc dm: {}: character {}: {}\n", place, error.offset + 1,
                             error.what);
    return std::nullopt;
}

/// Octets, or the hexadecimal digits that stand for them.
std::optional<Bytes> octets_of(const std::string& content, const std::string& place)
{
    if (!is_hexadecimal_text(content)) {
        return Bytes{content.begin(), content.end()};
    }
    auto octets = codec::from_hex(content);
    return octets ? std::optional{*std::move(octets)} : complain_about(place, octets.error());
}

std::string read_all(std::istream& input)
{
    std::string content(largest_input + 1, '\0');
    input.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(input.gcount()));
    return content;
}

std::optional<Bytes> read_file(const std::string& name)
{
    std::error_code error;
    std::ifstream file{name, std::ios::binary};
    if (!file || std::filesystem::is_directory(name, error)) {
        std::cerr << "vuicc dm: " << name << ": cannot be read\n";
        return std::nullopt;
    }
    return octets_of(read_all(file), name);
}

std::optional<Bytes> read_input(const std::string& word)
{
    std::error_code error;
    if (word == "-") {
        return octets_of(read_all(std::cin), "stdin");
    }
    if (std::filesystem::exists(word, error)) {
        return read_file(word);
    }
    auto octets = codec::from_hex(word);
    return octets ? std::optional{*std::move(octets)}
                  : complain_about("neither a file nor hexadecimal digits", octets.error());
}

struct DmOptions {
    std::optional<std::string> profile{}; ///< none: `word` names or is the content
    std::string word{};
    dm::Secrets secrets = dm::Secrets::Mask;
};

Result<DmOptions, std::string> parse(Arguments arguments)
try {
    std::string profile;
    std::vector<std::string> words;
    bool shows_secrets = false;
    po::options_description known;
    known.add_options()("profile", po::value(&profile))(
        "show-secrets", po::bool_switch(&shows_secrets))("words", po::value(&words));
    const po::variables_map given = parse_command_line(arguments, known, "words");
    if (words.size() != 2 || words.front() != "decode") {
        return tl::unexpected{std::string{
            "expected client with its options, or decode and a file, hexadecimal digits or -"}};
    }
    return DmOptions{given.contains("profile") ? std::optional{profile} : std::nullopt,
                     words.back(), shows_secrets ? dm::Secrets::Show : dm::Secrets::Mask};
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

/// What a file of the card in a profile holds at first.
std::optional<Bytes> read_card_file(const std::string& profile, const std::string& name)
{
    const auto card = load_or_complain(profile);
    if (card == nullptr) {
        return std::nullopt;
    }
    const auto file = find_card_file(*card->files, name);
    if (!file) {
        std::cerr << "vuicc dm: " << profile << ": " << file.error() << '\n';
        return std::nullopt;
    }
    const ByteView octets = card->files->body(*file);
    return Bytes{octets.begin(), octets.end()};
}

} // namespace

int run_dm(Arguments arguments)
{
    if (!arguments.empty() && arguments.front() == "client") {
        return run_dm_client(arguments.subspan(1));
    }
    const auto options = parse(arguments);
    if (!options) {
        return complain("dm", options.error());
    }
    const auto content = options->profile ? read_card_file(*options->profile, options->word)
                                          : read_input(options->word);
    if (!content) {
        return wrong_usage;
    }
    const auto text = dm::describe(*content, options->secrets);
    if (!text) {
        std::cerr << "vuicc dm: " << dm::to_string(text.error()) << '\n';
        return wrong_usage;
    }
    std::cout << *text;
    return success;
}

} // namespace uicc::daemon::cli
