#include "profiles/loader/profile_text.hpp"

#include "profiles/yaml/source.hpp"

#include <fstream>
#include <sstream>

namespace uicc::profiles {
namespace {

tl::unexpected<std::vector<Diagnostic>> refuse(const std::filesystem::path& file,
                                               std::string message)
{
    return tl::unexpected{
        std::vector{Diagnostic{.file = file.string(), .message = std::move(message)}}};
}

} // namespace

Result<std::string, std::vector<Diagnostic>> read_profile_text(const std::filesystem::path& file)
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
    return std::move(text).str();
}

} // namespace uicc::profiles
