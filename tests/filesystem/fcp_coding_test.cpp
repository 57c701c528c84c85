#include "filesystem/fcp_coding.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem {
namespace {

TEST(FcpCoding, ReadsEveryDescriptorThatItWrites)
{
    for (const EfStructure structure : {EfStructure::Transparent, EfStructure::LinearFixed,
                                        EfStructure::Cyclic, EfStructure::BerTlv}) {
        for (const bool shareable : {false, true}) {
            const Byte descriptor = descriptor_of({.structure = structure, .shareable = shareable});
            const auto form = file_form_of(descriptor);
            ASSERT_TRUE(form);
            EXPECT_EQ(form->kind, FileKind::Ef);
            EXPECT_EQ(form->structure, structure);
            EXPECT_FALSE(form->is_internal);
            EXPECT_EQ(is_shareable(descriptor), shareable);
        }
    }
    for (const FileKind kind : {FileKind::Mf, FileKind::Df, FileKind::Adf}) {
        EXPECT_EQ(descriptor_of({.kind = kind}), 0x78);
    }
    EXPECT_EQ(file_form_of(0x78)->kind, FileKind::Df);
}

TEST(FcpCoding, KnowsInternalFilesAndWhatIsNone)
{
    EXPECT_TRUE(file_form_of(0x4A)->is_internal);
    EXPECT_EQ(file_form_of(0x4A)->structure, EfStructure::LinearFixed);
    for (const Byte none : {Byte{0x00}, Byte{0x05}, Byte{0x12}, Byte{0x81}}) {
        EXPECT_FALSE(file_form_of(none)) << static_cast<unsigned>(none);
    }
}

TEST(FcpCoding, ReadsEveryLifeCycle)
{
    for (const LifeCycle state :
         {LifeCycle::NoInformation, LifeCycle::Creation, LifeCycle::Initialisation,
          LifeCycle::Deactivated, LifeCycle::Activated, LifeCycle::Terminated}) {
        EXPECT_EQ(life_cycle_of(static_cast<Byte>(state)), state);
    }
    EXPECT_EQ(life_cycle_of(0x06), LifeCycle::Deactivated);
    EXPECT_EQ(life_cycle_of(0x07), LifeCycle::Activated);
    EXPECT_EQ(life_cycle_of(0x0F), LifeCycle::Terminated);
    for (const Byte none : {Byte{0x02}, Byte{0x08}, Byte{0x0B}, Byte{0x10}, Byte{0xFF}}) {
        EXPECT_EQ(life_cycle_of(none), std::nullopt) << static_cast<unsigned>(none);
    }
}

} // namespace
} // namespace uicc::filesystem
