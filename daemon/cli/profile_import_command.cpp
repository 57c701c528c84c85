#include "daemon/cli/command.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/output_file.hpp"
#include "profiles/fsdump/dump.hpp"
#include "profiles/fsdump/import_dump.hpp"
#include "profiles/loader/load_profile.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace uicc::daemon::cli {
namespace {

namespace po = boost::program_options;
using profiles::fsdump::ImportedProfile;

constexpr std::string_view name = "profile import";

struct ImportOptions {
    std::string file{};
    std::string output{};
    std::string report{};
};

Result<ImportOptions, std::string> parse(Arguments arguments)
try {
    ImportOptions options;
    std::vector<std::string> words;
    po::options_description known;
    known.add_options()("output", po::value(&options.output))("report", po::value(&options.report))(
        "words", po::value(&words));
    static_cast<void>(parse_command_line(arguments, known, "words"));
    if (words.size() != 2 || words.front() != "fsdump") {
        return tl::unexpected{std::string{"expected the word fsdump and a file"}};
    }
    options.file = words.back();
    for (const std::string& output : {options.output, options.report}) {
        TRY(require_other_file(output, options.file, "the dump"));
    }
    return options;
} catch (const po::error& error) {
    return tl::unexpected{std::string{error.what()}};
}

/// No more of a stream than a dump may have, and the octet that is too much.
std::string read_some(std::istream& stream)
{
    std::string text(profiles::fsdump::largest_dump + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

Result<std::string, std::string> read_file(const std::string& file)
{
    if (file == "-") {
        return read_some(std::cin);
    }
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return tl::unexpected{std::string{"there is no such file"}};
    }
    std::ifstream stream{file, std::ios::binary};
    if (!stream) {
        return tl::unexpected{std::string{"this file cannot be read"}};
    }
    return read_some(stream);
}

/// The profile, after loading it once: what does not load is no result.
Result<ImportedProfile, std::string> import_file(const ImportOptions& options)
{
    const std::string text = TRY(read_file(options.file));
    ImportedProfile imported = TRY(profiles::fsdump::import_dump(text));
    const auto card = profiles::load_profile_text(imported.text, "profile");
    if (!card) {
        return tl::unexpected{fmt::format("the profile made from it does not load: {}",
                                          card.error().front().to_string())};
    }
    return imported;
}

} // namespace

int run_profile_import(Arguments arguments)
{
    const auto options = parse(arguments);
    if (!options) {
        return complain(name, options.error());
    }
    const auto imported = import_file(*options);
    if (!imported) {
        std::cerr << fmt::format("vuicc profile: {}: {}\n", options->file, imported.error());
        return wrong_usage;
    }
    const std::string report = imported->report.to_text();
    std::cerr << report;
    if (!options->report.empty() && write_output(options->report, report) != success) {
        return failure;
    }
    return write_output(options->output, imported->text);
}

} // namespace uicc::daemon::cli
