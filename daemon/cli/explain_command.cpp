#include "codec/hex.hpp"
#include "codec/result.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/control_options.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "daemon/explanation/autn_explanation.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;

struct ExplainOptions {
    std::string profile{};
    std::string card{};
    std::string application{};
    Bytes rand{};
    Bytes autn{};
    ControlOptions control{};
};

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
{
    ExplainOptions options;
    po::options_description known;
    known.add_options()
        // clang-format off
        ("profile", po::value(&options.profile))
        ("card", po::value(&options.card))
        ("application", po::value(&options.application)->default_value("USIM"))
        ("rand", po::value<std::string>()->required())
        ("autn", po::value<std::string>()->required());
    // clang-format on
    options.control = TRY(parse_control_options(arguments, known));
    if (options.control.words != std::vector<std::string>{"autn"}) {
        return tl::unexpected{std::string{"what can be explained is autn"}};
    }
    if (options.profile.empty() == options.card.empty()) {
        return tl::unexpected{std::string{"autn needs --profile FILE or --card CARD"}};
    }
    if (!explanation::kind_named(options.application)) {
        return tl::unexpected{std::string{"--application must be USIM or ISIM"}};
    }
    options.rand = TRY(octets_of(options.control.given, "rand"));
    options.autn = TRY(octets_of(options.control.given, "autn"));
    return options;
}

int explain_new_card(const ExplainOptions& options)
{
    const auto card = load_or_complain(options.profile);
    if (card == nullptr) {
        return wrong_usage;
    }
    const auto explained =
        explanation::explain_autn(*card, nullptr,
                                  {.application = *explanation::kind_named(options.application),
                                   .rand = options.rand,
                                   .autn = options.autn});
    if (!explained) {
        std::cerr << fmt::format("vuicc explain: {}\n", explained.error());
        return wrong_usage;
    }
    std::cout << (options.control.json ? to_json(*explained).dump(2) + "\n" : to_text(*explained));
    return success;
}

int explain_card_of_daemon(const ExplainOptions& options)
{
    const auto answer = ask_or_complain(options.control, "autn.explain",
                                        {{"card", options.card},
                                         {"application", options.application},
                                         {"rand", codec::to_hex(options.rand)},
                                         {"autn", codec::to_hex(options.autn)}});
    if (!answer) {
        return failure;
    }
    std::cout << (options.control.json ? answer->dump(2) + "\n"
                                       : answer->value("text", std::string{}));
    return success;
}

} // namespace

int run_explain(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain("explain", options.error());
    }
    return options->card.empty() ? explain_new_card(*options) : explain_card_of_daemon(*options);
}

} // namespace uicc::daemon::cli
