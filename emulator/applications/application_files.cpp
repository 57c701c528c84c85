#include "emulator/applications/application_files.hpp"

namespace uicc::emulator::applications {

using filesystem::CardMemory;
using filesystem::Fid;
using filesystem::FileIndex;

std::optional<FileIndex> file_below(const CardMemory& memory,
                                    FileIndex adf,
                                    std::initializer_list<Fid> path)
{
    std::optional<FileIndex> file = adf;
    for (const Fid fid : path) {
        file = memory.image().child(*file, fid);
        if (!file) {
            return std::nullopt;
        }
    }
    return file;
}

std::optional<ByteView> content_below(const CardMemory& memory,
                                      FileIndex adf,
                                      std::initializer_list<Fid> path)
{
    const auto file = file_below(memory, adf, path);
    if (!file || !memory.header(*file).is_ef()) {
        return std::nullopt;
    }
    return memory.body(*file);
}

bool announces_service(const CardMemory& memory, FileIndex adf, Fid table, unsigned service)
{
    const auto services = content_below(memory, adf, {table});
    const std::size_t octet = (service - 1) / 8;
    return services && octet < services->size() &&
           ((*services)[octet] >> ((service - 1) % 8) & 1U) != 0;
}

} // namespace uicc::emulator::applications
