#include "tests/fuzz/fuzz_target.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace {

void replay(const std::filesystem::path& file)
{
    std::ifstream input{file, std::ios::binary};
    const std::vector<char> octets{std::istreambuf_iterator<char>{input}, {}};
    const std::vector<std::uint8_t> data{octets.begin(), octets.end()};
    LLVMFuzzerTestOneInput(data.data(), data.size());
}

} // namespace

/// Usage: fuzz_TARGET FOLDER; fails where there is nothing to replay.
int main(int count, char** arguments)
{
    std::size_t replayed = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator{arguments[i]}) {
            std::cout << entry.path().filename().string() << std::endl; // before it can crash
            replay(entry.path());
            ++replayed;
        }
    }
    std::cout << replayed << " replayed\n";
    return replayed == 0 ? 1 : 0;
}
