#include "tests/filesystem/catalogue/files_document.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace uicc::test {
namespace {

constexpr const char* path = PROJECT_SOURCE_DIR "/docs/files.md";

TEST(FilesDocument, IsUpToDate)
{
    const std::string expected = files_document();
    if (std::getenv("VUICC_UPDATE_DOCS") != nullptr) {
        std::ofstream{path} << expected;
    }
    std::ifstream file{path};
    const std::string written{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_TRUE(written == expected)
        << "docs/files.md is stale; run VUICC_UPDATE_DOCS=1 ctest -R FilesDocument";
}

} // namespace
} // namespace uicc::test
