#include "emulator/security/global_platform/card_registry.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::global_platform {
namespace {

using filesystem::Aid;
using filesystem::CardMemory;
using uicc::test::from_hex;

/// The issuer's security domain and an application, in a memory that is empty at first.
class CardRegistryTest : public testing::Test {
protected:
    static CardMemory opened(filesystem::MemoryStore& store)
    {
        auto image =
            std::make_shared<const filesystem::Image>(filesystem::ImageBuilder{{}}.build());
        return CardMemory::open(std::move(image), store, {"card", "profile"}).value();
    }

    filesystem::MemoryStore store_;
    CardMemory memory_ = opened(store_);
    Aid issuer_ = Aid::from(from_hex("A000000151000000")).value();
    Aid application_ = Aid::from(from_hex("A0000000871002")).value();
    std::vector<RegistryEntry> profile_{
        {.aid = issuer_, .kind = RegistryKind::IssuerSecurityDomain, .life_cycle = 0x0F},
        {.aid = application_, .kind = RegistryKind::Application, .life_cycle = 0x07}};
    CardRegistry registry_{profile_, memory_};
};

TEST_F(CardRegistryTest, ForgetsWhatIsRemoved)
{
    registry_.remove(application_);
    EXPECT_FALSE(registry_.find(application_.octets()));
    EXPECT_EQ(registry_.entries().size(), 1U);
}

TEST_F(CardRegistryTest, HasItsIssuerFirstWhateverTheMemoryKeeps)
{
    memory_.set_cell("registry/A000000151000000", {});
    ASSERT_EQ(registry_.entries().size(), 2U);
    EXPECT_EQ(registry_.entries().front().aid, issuer_);
    EXPECT_EQ(registry_.card_life_cycle(), 0x0F);
}

} // namespace
} // namespace uicc::emulator::global_platform
