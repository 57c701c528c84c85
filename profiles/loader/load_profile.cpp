#include "profiles/loader/load_profile.hpp"

#include "profiles/loader/card_builder.hpp"
#include "profiles/loader/card_plan.hpp"
#include "profiles/yaml/parse.hpp"

#include <fstream>
#include <sstream>

namespace uicc::profiles {
namespace {

LoadResult refuse(const std::filesystem::path& file, std::string message)
{
    return tl::unexpected{Diagnostics{{.file = file.string(), .message = std::move(message)}}};
}

LoadResult refuse(const std::filesystem::path& file, const yaml::Problem& problem)
{
    return tl::unexpected{Diagnostics{{.file = file.string(),
                                       .line = problem.position.line,
                                       .column = problem.position.column,
                                       .message = problem.message}}};
}

} // namespace

LoadResult load_profile(const std::filesystem::path& file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return refuse(file, "there is no such file");
    }
    if (error) {
        return refuse(file, error.message());
    }
    if (!std::filesystem::is_regular_file(status)) {
        return refuse(file, "this is not a file with text");
    }
    if (std::filesystem::file_size(file, error) > yaml::max_text_size) {
        return refuse(file,
                      "a profile has at most 1 MB; large contents belong into files of their own");
    }
    std::ifstream input{file, std::ios::binary};
    std::ostringstream text;
    text << input.rdbuf();
    if (!input) {
        return refuse(file, "the file cannot be read");
    }
    return load_profile_text(std::move(text).str(), file);
}

LoadResult load_profile_text(std::string text, const std::filesystem::path& name)
{
    const auto source = yaml::Source::from(std::move(text));
    if (!source) {
        return refuse(name, source.error());
    }
    const auto document = yaml::parse(*source);
    if (!document) {
        return refuse(name, document.error());
    }
    if ((*document)->kind != yaml::Kind::Map) {
        return refuse(name, yaml::Problem{(*document)->position,
                                          "a profile is a map of keys, such as vuicc: 1"});
    }
    Report report{name.string(), *source};
    LoadContext context{report, name.parent_path()};
    CardPlan plan = read_card(context, **document);
    if (!report.empty()) { // what follows would only report consequences
        check_card(context, plan);
        return tl::unexpected{report.take()};
    }
    auto card = build_card(context, plan);
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    return card;
}

} // namespace uicc::profiles
