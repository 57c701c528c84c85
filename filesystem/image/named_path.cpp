#include "filesystem/image/named_path.hpp"

namespace uicc::filesystem {

std::string named_path(const Image& files, FileIndex file)
{
    std::string path = files.header(file).name;
    while (file != mf_index) {
        file = files.header(file).parent;
        path.insert(0, files.header(file).name + "/");
    }
    return path;
}

} // namespace uicc::filesystem
