#include "daemon/cli/command.hpp"
#include "daemon/cli/control_options.hpp"
#include "daemon/cli/output_file.hpp"
#include "daemon/cli/profile_loading.hpp"
#include "profiles/export/export_profile.hpp"

#include <fmt/format.h>

#include <iostream>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using profiles::ExportedProfile;
using profiles::ExportSecrets;

constexpr std::string_view name = "profile export";

struct ExportOptions {
    std::string profile{};
    std::string card{};
    std::string output{};
    bool with_secrets = false;
    ControlOptions control{};
};

Result<ExportOptions, std::string> parse(Arguments arguments)
{
    ExportOptions options;
    po::options_description known;
    known.add_options()("profile", po::value(&options.profile))("card", po::value(&options.card))(
        "output", po::value(&options.output))("with-secrets",
                                              po::bool_switch(&options.with_secrets));
    options.control = TRY(parse_control_options(arguments, known));
    if (!options.control.words.empty() || options.profile.empty() == options.card.empty()) {
        return tl::unexpected{std::string{"export needs --profile FILE or --card CARD"}};
    }
    TRY(require_other_file(options.output, options.profile, "the profile"));
    return options;
}

std::optional<ExportedProfile> export_file(const ExportOptions& options)
{
    const auto card = load_or_complain(options.profile);
    if (card == nullptr) {
        return std::nullopt;
    }
    auto exported = profiles::export_profile(card, options.with_secrets ? ExportSecrets::Written
                                                                        : ExportSecrets::LeftOut);
    if (!exported) {
        std::cerr << fmt::format("vuicc profile: {}: {}\n", options.profile, exported.error());
        return std::nullopt;
    }
    return std::move(*exported);
}

std::optional<ExportedProfile> export_card(const ExportOptions& options)
{
    const auto answer =
        ask_or_complain(options.control, "profile.export",
                        {{"card", options.card}, {"secrets", options.with_secrets}});
    if (!answer) {
        return std::nullopt;
    }
    return ExportedProfile{.text = answer->value("profile", std::string{}),
                           .left_out = answer->value("left-out", std::vector<std::string>{}),
                           .not_written = answer->value("not-written", std::vector<std::string>{})};
}

void tell(const ExportedProfile& exported)
{
    if (!exported.left_out.empty()) {
        const bool is_one = exported.left_out.size() == 1;
        std::cerr << fmt::format("{} {} placeholders, which the profile lists; --with-secrets "
                                 "writes {}\n",
                                 exported.left_out.size(), is_one ? "secret has" : "secrets have",
                                 is_one ? "it" : "them");
    }
    for (const std::string& one : exported.not_written) {
        std::cerr << fmt::format("not in the profile: {}\n", one);
    }
}

} // namespace

int run_profile_export(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain(name, options.error());
    }
    const bool of_file = !options->profile.empty();
    const auto exported = of_file ? export_file(*options) : export_card(*options);
    if (!exported) {
        return of_file ? wrong_usage : failure;
    }
    tell(*exported);
    return write_output(options->output, exported->text);
}

} // namespace uicc::daemon::cli
