#include "temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace uicc::test {

TemporaryFolder::TemporaryFolder()
{
    std::string name = std::filesystem::temp_directory_path() / "vuicc-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw std::system_error{errno, std::generic_category(), name};
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

void TemporaryFolder::write(const std::filesystem::path& name, std::string_view content) const
{
    const auto file = path_ / name.relative_path();
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
}

void TemporaryFolder::link(const std::filesystem::path& name, std::string_view target) const
{
    const auto file = path_ / name.relative_path();
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::create_symlink(target, file);
}

std::string content_of(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return std::move(text).str();
}

} // namespace uicc::test
