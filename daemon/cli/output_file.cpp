#include "daemon/cli/output_file.hpp"

#include "daemon/cli/command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

namespace uicc::daemon::cli {

Result<void, std::string> require_other_file(const std::string& output,
                                             const std::filesystem::path& input,
                                             std::string_view role)
{
    std::error_code error;
    if (!std::filesystem::equivalent(output, input, error)) { // false where one is not there
        return {};
    }
    return tl::unexpected{fmt::format("{} is {} that is read; name another file", output, role)};
}

int write_output(const std::string& file, const std::string& text)
{
    if (file.empty()) {
        std::cout << text;
        return success;
    }
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    stream.close();
    if (!stream) {
        std::cerr << fmt::format("vuicc: {} cannot be written\n", file);
        return failure;
    }
    return success;
}

} // namespace uicc::daemon::cli
