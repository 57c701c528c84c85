#include "emulator/security/key_store.hpp"
#include "filesystem/image/image.hpp"
#include "filesystem/store/memory_store.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator {
namespace {

using filesystem::CardMemory;
using global_platform::KeySet;
using global_platform::KeyType;

/// The keys of the MF, 30 from the profile, in a memory that is empty at first.
class KeyStoreTest : public testing::Test {
protected:
    static CardMemory opened(filesystem::MemoryStore& store)
    {
        auto image =
            std::make_shared<const filesystem::Image>(filesystem::ImageBuilder{{}}.build());
        return CardMemory::open(std::move(image), store, {"card", "profile"}).value();
    }

    static KeySet aes(Byte version)
    {
        const SecureBytes key(16, 0x4B);
        return {.version = version, .type = KeyType::Aes, .keys = {key, key, key}};
    }

    filesystem::MemoryStore store_;
    CardMemory memory_ = opened(store_);
    ApplicationKeys profile_{.key_sets = {aes(0x30)}};
    KeyStore keys_{profile_, memory_};
};

TEST_F(KeyStoreTest, ListsWhatWasPutBehindThoseOfTheProfile)
{
    keys_.put(aes(0x7F));
    keys_.put(aes(0x01));
    std::vector<int> versions;
    for (const KeySet& key_set : keys_.all()) {
        versions.push_back(key_set.version);
    }
    EXPECT_EQ(versions, (std::vector{0x30, 0x01, 0x7F}));
}

TEST_F(KeyStoreTest, PassesOverCellsThatNameNoVersion)
{
    SecureBytes cell(49, 0x4B);
    cell[0] = static_cast<Byte>(KeyType::Aes);
    for (const char* name : {"00", "ZZ", "", "1", "-1", " 5", "0x", "130", "3a"}) {
        memory_.set_cell(std::string{"keys/3F00/"} + name, cell);
    }
    EXPECT_EQ(keys_.all().size(), 1U);
    EXPECT_EQ(keys_.find(0)->version, 0x30);
}

TEST_F(KeyStoreTest, TakesNothingForKeysThatHasNoTypeOfKeys)
{
    SecureBytes cell(49, 0x4B);
    for (const int type : {0x00, 0x81, 0xFF}) {
        cell[0] = static_cast<Byte>(type);
        memory_.set_cell("keys/3F00/31", cell);
        EXPECT_FALSE(keys_.find(0x31)) << type;
    }
}

} // namespace
} // namespace uicc::emulator
