#include "filesystem/key_name.hpp"

#include <gtest/gtest.h>

#include <array>

namespace uicc::filesystem {
namespace {

TEST(KeyName, IsWhatPeopleCallAReference)
{
    struct Case {
        Byte reference;
        const char* name;
    };
    for (const Case& expected : std::to_array<Case>({
             {0x01, "PIN1"},
             {0x02, "PIN1 of application 2"},
             {0x08, "PIN8"},
             {0x81, "PIN2"},
             {0x88, "PIN2 of application 8"},
             {0x0A, "ADM1"},
             {0x8E, "ADM10"},
             {0x11, "universal PIN"},
             {0x00, "key 00"},
             {0x09, "key 09"},
             {0x55, "key 55"},
             {0x80, "key 80"},
             {0xFF, "key FF"},
         })) {
        EXPECT_EQ(name_of(KeyReference{expected.reference}), expected.name);
    }
}

} // namespace
} // namespace uicc::filesystem
