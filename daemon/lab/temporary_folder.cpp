#include "daemon/lab/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace uicc::daemon::lab {

TemporaryFolder::TemporaryFolder()
{
    std::string path = std::filesystem::temp_directory_path() / "vuicc-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) {
        throw std::system_error{errno, std::generic_category(), path};
    }
    path_ = path;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored; // what cannot be removed is left to whoever clears the folder
    std::filesystem::remove_all(path_, ignored);
}

} // namespace uicc::daemon::lab
