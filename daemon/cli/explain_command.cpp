#include "codec/hex.hpp"
#include "codec/result.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/explanation/autn_explanation.hpp"
#include "daemon/cli/profile_loading.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using emulator::applications::aka::Kind;

struct ExplainOptions {
    std::string subject{};
    std::string profile{};
    Kind application = Kind::Usim;
    Bytes rand{};
    Bytes autn{};
    bool json = false;
};

Result<Kind, std::string> application_of(const std::string& text)
{
    if (text == "USIM" || text == "ISIM") {
        return text == "USIM" ? Kind::Usim : Kind::Isim;
    }
    return tl::unexpected{std::string{"--application must be USIM or ISIM"}};
}

Result<Bytes, std::string> octets_of(const po::variables_map& given, const std::string& option)
{
    auto octets = codec::from_hex(given[option].as<std::string>());
    if (!octets) {
        return tl::unexpected{fmt::format("--{}: character {}: {}", option,
                                          octets.error().offset + 1, octets.error().what)};
    }
    return *std::move(octets);
}

Result<ExplainOptions, std::string> parse(Arguments arguments)
try {
    ExplainOptions options;
    po::options_description known;
    known.add_options()
        // clang-format off
        ("profile", po::value(&options.profile)->required())
        ("application", po::value<std::string>()->default_value("USIM"))
        ("rand", po::value<std::string>()->required())
        ("autn", po::value<std::string>()->required())
        ("json", po::bool_switch(&options.json))
        ("subject", po::value(&options.subject)->required());
    // clang-format on
    const po::variables_map given = parse_command_line(arguments, known, "subject", 1);
    if (options.subject != "autn") {
        return tl::unexpected{std::string{"what can be explained is autn"}};
    }
    options.application = TRY(application_of(given["application"].as<std::string>()));
    options.rand = TRY(octets_of(given, "rand"));
    options.autn = TRY(octets_of(given, "autn"));
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

} // namespace

int run_explain(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain("explain", options.error());
    }
    const auto card = load_or_complain(options->profile);
    if (card == nullptr) {
        return wrong_usage;
    }
    const auto explanation = explanation::explain_autn(
        *card, {.application = options->application, .rand = options->rand, .autn = options->autn});
    if (!explanation) {
        std::cerr << fmt::format("vuicc explain: {}\n", explanation.error());
        return wrong_usage;
    }
    std::cout << (options->json ? to_json(*explanation) : to_text(*explanation));
    return success;
}

} // namespace uicc::daemon::cli
