#include "daemon/cli/manual/manual.hpp"

#include "daemon/cli/command.hpp"
#include "daemon/cli/examples.hpp"
#include "daemon/cli/manual/surroundings.hpp"
#include "daemon/cli/usage/usage.hpp"
#include "daemon/daemon_options.hpp"
#include "daemon/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace uicc::daemon::cli::manual {
namespace {

using usage::Option;
using usage::Synopsis;
using usage::Usage;

/// Text in which nothing is taken for a request or an escape.
std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char letter : text) {
        switch (letter) {
        case '\\':
            safe += "\\e";
            break;
        case '-':
            safe += "\\-";
            break;
        case '~':
            safe += "\\(ti";
            break;
        case '^':
            safe += "\\(ha";
            break;
        default:
            safe += letter;
        }
    }
    return safe.starts_with('.') || safe.starts_with('\'') ? "\\&" + safe : safe;
}

std::string heading(std::string_view page, unsigned section, std::string_view summary)
{
    return fmt::format(".TH {} {} \"\" \"vuicc {}\"\n.SH NAME\n{} \\- {}\n", page, section, version,
                       page, escaped(summary));
}

std::string option(const Option& one)
{
    const std::string argument =
        one.argument.empty() ? "" : fmt::format(" \\fI{}\\fR", escaped(one.argument));
    return fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", escaped(one.name), argument, escaped(one.text));
}

std::string options(const Usage& usage)
{
    std::string text;
    for (const Option& one : usage.options) {
        text += option(one);
    }
    return text;
}

std::string synopsis(const Synopsis& one)
{
    return one.explanation.empty()
               ? fmt::format(".PP\n\\fB{}\\fR\n", escaped(one.line))
               : fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(one.line), escaped(one.explanation));
}

std::string section_of(const Command& command)
{
    const Usage usage = usage::read_usage(command.usage);
    std::string text =
        fmt::format(".SS {}\n{}.\n", escaped(command.name), escaped(command.summary));
    const auto first = text.find('\n') + 1;
    text[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[first])));
    for (const Synopsis& one : usage.synopses) {
        text += synopsis(one);
    }
    for (const std::string& paragraph : usage.paragraphs) {
        text += fmt::format(".PP\n{}\n", escaped(paragraph));
    }
    return text + options(usage);
}

std::string entry(std::string_view name, std::string_view text)
{
    return fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(name), escaped(text));
}

std::string entries(std::string_view title, std::span<const Surrounding> surroundings)
{
    std::string text = fmt::format(".SH {}\n", title);
    for (const Surrounding& one : surroundings) {
        text += entry(one.name, one.text);
    }
    return text;
}

std::string all_examples()
{
    std::string text = ".SH EXAMPLES\n";
    for (const Example& example : examples()) {
        text += entry(example.line, example.text);
    }
    return text;
}

} // namespace

std::string vuicc_page()
{
    std::string page = heading("vuicc", 1, "shows what virtual cards are and do");
    page += ".SH SYNOPSIS\n\\fBvuicc\\fR \\fICOMMAND\\fR ...\n.SH DESCRIPTION\n"
            "Looks at profiles of cards, asks a running\n.BR vuiccd (8)\n"
            "about its cards, and changes them.\n"
            "\\fBvuicc help\\fR \\fICOMMAND\\fR explains a command.\n.SH COMMANDS\n";
    for (const Command& command : commands()) {
        page += section_of(command);
    }
    page += ".SH OPTIONS OF COMMANDS THAT ASK A DAEMON\n";
    const Usage common = usage::read_usage(daemon_options_usage());
    for (const std::string& paragraph : common.paragraphs) {
        page += escaped(paragraph) + '\n';
    }
    return page + options(common) +
           ".SH EXIT STATUS\n0 when it was done, 2 when the command or what it was given is wrong, "
           "1 for any other failure.\n" +
           entries("ENVIRONMENT", variables_of_vuicc()) + entries("FILES", files()) +
           all_examples() + ".SH SEE ALSO\n.BR vuiccd (8)\n";
}

std::string vuiccd_page()
{
    const Usage usage = usage::read_usage(daemon_usage());
    std::string page = heading("vuiccd", 8, "shows virtual cards to the PC/SC readers of vpcd");
    page += ".SH SYNOPSIS\n\\fBvuiccd \\-\\-profile\\fR \\fIFILE\\fR [\\fIOPTION\\fR ...]\n"
            ".SH DESCRIPTION\nServes the cards that profiles describe to the virtual readers of "
            "vsmartcard's vpcd, and answers\n.BR vuicc (1)\non its control socket.\n.SH OPTIONS\n";
    page += options(usage);
    return page +
           ".SH EXIT STATUS\n0 when it was stopped on request, 1 on failure, 2 when an option "
           "or a profile is wrong.\n" +
           entries("ENVIRONMENT", variables_of_vuiccd()) + entries("FILES", files()) +
           ".SH SEE ALSO\n.BR vuicc (1)\n";
}

} // namespace uicc::daemon::cli::manual
