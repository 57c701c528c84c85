#include "daemon/lab/json_match.hpp"

#include <gtest/gtest.h>

namespace uicc::daemon::lab {
namespace {

using control::Json;

std::string difference(const Json& wanted, const Json& actual)
{
    return first_difference(wanted, actual).value_or("");
}

TEST(JsonMatch, LooksOnlyAtWantedMembers)
{
    EXPECT_EQ(difference({{"a", 1}}, {{"a", 1}, {"b", 2}}), "");
    EXPECT_EQ(difference({{"c", 1}}, {{"a", 1}}), "c is missing");
    EXPECT_EQ(difference({{"a", {{"b", "x"}}}}, {{"a", {{"b", "y"}}}}), "a.b is \"y\", not \"x\"");
}

TEST(JsonMatch, TakesListsInAnyOrderButWhole)
{
    EXPECT_EQ(difference({1, 2}, {2, 1}), "");
    EXPECT_NE(difference({1, 1}, {1, 2}), "");
    EXPECT_NE(difference({1}, {1, 2}), "");
    EXPECT_NE(difference(Json::array(), {1}), "");
    EXPECT_EQ(difference({{{"id", "101"}}}, {{{"id", "101"}, {"source", "lwm2m"}}}), "");
}

TEST(JsonMatch, TakesNumbersAndTruthValuesForTheirTexts)
{
    EXPECT_EQ(difference({{"id", 101}}, {{"id", "101"}}), "");
    EXPECT_EQ(difference({{"id", "true"}}, {{"id", true}}), "");
    EXPECT_NE(difference({{"id", 101}}, {{"id", "0101"}}), "");
    EXPECT_NE(difference({{"id", "[]"}}, {{"id", Json::array()}}), "");
}

} // namespace
} // namespace uicc::daemon::lab
