#include "emulator/applications/usim/sequence_numbers.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::applications {
namespace {

constexpr std::uint64_t sqn(std::uint64_t seq, std::uint64_t ind)
{
    return seq << 5U | ind;
}

TEST(SequenceNumbers, AcceptWhatIsAboveTheElementOfItsInd)
{
    const SqnPolicy policy;
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_FALSE(numbers.is_fresh(sqn(0, 3)));
    EXPECT_TRUE(numbers.is_fresh(sqn(5, 3)));
    numbers.accept(sqn(5, 3));
    EXPECT_FALSE(numbers.is_fresh(sqn(5, 3)));
    EXPECT_FALSE(numbers.is_fresh(sqn(4, 3)));
    EXPECT_TRUE(numbers.is_fresh(sqn(4, 2))) << "another IND may come late (C.2.2)";
    EXPECT_TRUE(numbers.is_fresh(sqn(6, 3)));
    EXPECT_EQ(numbers.highest(), sqn(5, 3));
}

TEST(SequenceNumbers, RefuseJumpsBeyondDelta)
{
    const SqnPolicy policy{.delta = 100};
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_TRUE(numbers.is_fresh(sqn(100, 0)));
    EXPECT_FALSE(numbers.is_fresh(sqn(101, 0)));
    numbers.accept(sqn(50, 7));
    EXPECT_TRUE(numbers.is_fresh(sqn(150, 0))) << "delta counts from the highest of all elements";
    EXPECT_FALSE(numbers.is_fresh(sqn(151, 0)));
}

TEST(SequenceNumbers, RefuseWhatIsTooOldOnlyWithAnAgeLimit)
{
    const SqnPolicy strict{.age_limit = 10};
    SequenceNumbers numbers{strict, std::nullopt};
    numbers.accept(sqn(100, 0));
    EXPECT_TRUE(numbers.is_fresh(sqn(91, 1)));
    EXPECT_FALSE(numbers.is_fresh(sqn(90, 1)));

    const SqnPolicy lenient;
    SequenceNumbers patient{lenient, std::nullopt};
    patient.accept(sqn(100, 0));
    EXPECT_TRUE(patient.is_fresh(sqn(1, 1)));
}

TEST(SequenceNumbers, CompareSignedAtTheTopOfTheRange)
{
    constexpr std::uint64_t top = (std::uint64_t{1} << 43U) - 1;
    const SqnPolicy policy{.initial_sqn = sqn(top - 1, 0)};
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_TRUE(numbers.is_fresh(sqn(top, 0)));
    EXPECT_FALSE(numbers.is_fresh(sqn(1, 0))) << "a wrapped counter is not fresh";
    numbers.accept(sqn(top, 31));
    EXPECT_EQ(numbers.highest(), sqn(top, 31));
}

TEST(SequenceNumbers, WorkWithoutInd)
{
    const SqnPolicy policy{.ind_bits = 0};
    SequenceNumbers numbers{policy, std::nullopt};
    numbers.accept(7);
    EXPECT_FALSE(numbers.is_fresh(7));
    EXPECT_TRUE(numbers.is_fresh(8));
    EXPECT_EQ(numbers.highest(), 7U);
}

TEST(SequenceNumbers, ComeBackFromTheMemory)
{
    const SqnPolicy policy;
    SequenceNumbers numbers{policy, std::nullopt};
    numbers.accept(sqn(9, 4));
    const SequenceNumbers again{policy, ByteView{numbers.octets()}};
    EXPECT_EQ(again.highest(), sqn(9, 4));
    EXPECT_FALSE(again.is_fresh(sqn(9, 4)));
}

} // namespace
} // namespace uicc::emulator::applications
