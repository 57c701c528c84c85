#include "daemon/client/memory.hpp"
#include "daemon/client/whole_file.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace uicc::daemon::client {
namespace {

class ClientMemory : public testing::Test {
protected:
    test::TemporaryFolder folder{};
    std::filesystem::path file = folder.path() / "state.json";
};

TEST_F(ClientMemory, ComesBackAsItWas)
{
    const Memory memory{.iccid = "8988",
                        .marker = "then",
                        .accounts = {{.source = Source::Cp,
                                      .id = "mgmt.example",
                                      .server = "https://mgmt.example",
                                      .bootstrap = true,
                                      .security = "digest",
                                      .digest = "00"}}};
    ASSERT_TRUE(save_memory(file, memory));
    const auto loaded = load_memory(file);
    ASSERT_TRUE(loaded) << loaded.error();
    EXPECT_EQ(loaded->iccid, memory.iccid);
    EXPECT_EQ(loaded->marker, memory.marker);
    EXPECT_EQ(loaded->accounts, memory.accounts);
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(ClientMemory, IsEmptyWhereThereIsNoFile)
{
    EXPECT_TRUE(load_memory(file)->accounts.empty());
}

TEST_F(ClientMemory, RefusesWhatItDidNotWrite)
{
    for (const char* text : {"", "{", "[]", R"({"version":2,"iccid":"","accounts":[]})",
                             R"({"version":1,"iccid":1,"accounts":[]})",
                             R"({"version":1,"iccid":"","accounts":[{"source":"x"}]})"}) {
        std::ofstream{file} << text;
        const auto loaded = load_memory(file);
        ASSERT_FALSE(loaded) << text;
        EXPECT_TRUE(loaded.error().starts_with(file.string() + ": ")) << loaded.error();
    }
    EXPECT_FALSE(load_memory(folder.path()));
}

TEST_F(ClientMemory, KeepsTheOldFileWhenItCannotBeWritten)
{
    ASSERT_TRUE(save_memory(file, {.iccid = "1"}));
    std::filesystem::create_directory(file.string() + ".new");
    EXPECT_FALSE(save_memory(file, {.iccid = "2"}));
    EXPECT_EQ(load_memory(file)->iccid, "1");
}

} // namespace
} // namespace uicc::daemon::client
