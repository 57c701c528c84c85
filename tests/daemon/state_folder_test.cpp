#include "daemon/state_folder.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <sys/stat.h>

namespace uicc::daemon {
namespace {

using ::testing::HasSubstr;

/// Environment variables of a test; the old values come back.
class Environment {
public:
    explicit Environment(const char* name, const char* value) : name_{name}
    {
        if (const char* old = std::getenv(name)) { // NOLINT(concurrency-mt-unsafe)
            old_ = old;
            had_ = true;
        }
        set(value);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    Environment(Environment&&) = delete;
    Environment& operator=(Environment&&) = delete;
    ~Environment() { set(had_ ? old_.c_str() : nullptr); }

private:
    void set(const char* value) const
    {
        if (value == nullptr) {
            unsetenv(name_); // NOLINT(concurrency-mt-unsafe)
        } else {
            setenv(name_, value, 1); // NOLINT(concurrency-mt-unsafe)
        }
    }

    const char* name_;
    std::string old_;
    bool had_ = false;
};

TEST(DefaultStateFolder, FollowsTheXdgVariable)
{
    const Environment state{"XDG_STATE_HOME", "/state"};
    const Environment home{"HOME", "/home/user"};
    EXPECT_EQ(default_state_folder(), "/state/vuicc");
}

TEST(DefaultStateFolder, LiesInTheHomeFolderOtherwise)
{
    const Environment home{"HOME", "/home/user"};
    for (const char* unusable : {static_cast<const char*>(nullptr), "", "relative/folder"}) {
        const Environment state{"XDG_STATE_HOME", unusable};
        EXPECT_EQ(default_state_folder(), "/home/user/.local/state/vuicc");
    }
}

TEST(DefaultStateFolder, IsUnknownWithoutEither)
{
    const Environment state{"XDG_STATE_HOME", nullptr};
    const Environment home{"HOME", nullptr};
    const auto folder = default_state_folder();
    ASSERT_FALSE(folder);
    EXPECT_THAT(folder.error(), HasSubstr("--state"));
}

class MakeStateFolder : public testing::Test {
protected:
    test::TemporaryFolder parent;
};

TEST_F(MakeStateFolder, MakesThePathForTheOwnerOnly)
{
    const auto folder = parent.path() / "a" / "b";
    ASSERT_TRUE(make_state_folder(folder));
    struct stat status {};
    ASSERT_EQ(stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(MakeStateFolder, TakesOneWord)
{
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(parent.path());
    const auto made = make_state_folder("word");
    std::filesystem::current_path(before);
    EXPECT_TRUE(made);
    EXPECT_TRUE(std::filesystem::is_directory(parent.path() / "word"));
}

TEST_F(MakeStateFolder, KeepsAFolderThatIsThere)
{
    parent.write("kept/file", "content");
    ASSERT_TRUE(make_state_folder(parent.path() / "kept"));
    EXPECT_EQ(test::content_of(parent.path() / "kept" / "file"), "content");
}

TEST_F(MakeStateFolder, NamesFolderAndReasonWhenItCannot)
{
    parent.write("file", "in the way");
    for (const char* name : {"file", "file/below"}) {
        const auto folder = parent.path() / name;
        const auto made = make_state_folder(folder);
        ASSERT_FALSE(made) << name;
        EXPECT_THAT(made.error(), HasSubstr(folder.string()));
    }
}

} // namespace
} // namespace uicc::daemon
