#include "emulator/applications/aka/sequence_numbers.hpp"

#include <gtest/gtest.h>

namespace uicc::emulator::applications::aka {
namespace {

constexpr std::uint64_t sqn(std::uint64_t seq, std::uint64_t ind)
{
    return seq << 5U | ind;
}

TEST(SequenceNumbers, AcceptWhatIsAboveTheElementOfItsInd)
{
    const SqnPolicy policy;
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_EQ(numbers.freshness_of(sqn(0, 3)), Freshness::NotAbove);
    EXPECT_EQ(numbers.freshness_of(sqn(5, 3)), Freshness::Fresh);
    numbers.accept(sqn(5, 3));
    EXPECT_EQ(numbers.freshness_of(sqn(5, 3)), Freshness::NotAbove);
    EXPECT_EQ(numbers.freshness_of(sqn(4, 3)), Freshness::NotAbove);
    EXPECT_EQ(numbers.freshness_of(sqn(4, 2)), Freshness::Fresh)
        << "another IND may come late (C.2.2)";
    EXPECT_EQ(numbers.freshness_of(sqn(6, 3)), Freshness::Fresh);
    EXPECT_EQ(numbers.highest(), sqn(5, 3));
}

TEST(SequenceNumbers, RefuseJumpsBeyondDelta)
{
    const SqnPolicy policy{.delta = 100};
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_EQ(numbers.freshness_of(sqn(100, 0)), Freshness::Fresh);
    EXPECT_EQ(numbers.freshness_of(sqn(101, 0)), Freshness::TooFarAhead);
    numbers.accept(sqn(50, 7));
    EXPECT_EQ(numbers.freshness_of(sqn(150, 0)), Freshness::Fresh)
        << "delta counts from the highest of all elements";
    EXPECT_EQ(numbers.freshness_of(sqn(151, 0)), Freshness::TooFarAhead);
}

TEST(SequenceNumbers, RefuseWhatIsTooOldOnlyWithAnAgeLimit)
{
    const SqnPolicy strict{.age_limit = 10};
    SequenceNumbers numbers{strict, std::nullopt};
    numbers.accept(sqn(100, 0));
    EXPECT_EQ(numbers.freshness_of(sqn(91, 1)), Freshness::Fresh);
    EXPECT_EQ(numbers.freshness_of(sqn(90, 1)), Freshness::TooOld);

    const SqnPolicy lenient;
    SequenceNumbers patient{lenient, std::nullopt};
    patient.accept(sqn(100, 0));
    EXPECT_EQ(patient.freshness_of(sqn(1, 1)), Freshness::Fresh);
}

TEST(SequenceNumbers, CompareSignedAtTheTopOfTheRange)
{
    constexpr std::uint64_t top = (std::uint64_t{1} << 43U) - 1;
    const SqnPolicy policy{.initial_sqn = sqn(top - 1, 0)};
    SequenceNumbers numbers{policy, std::nullopt};
    EXPECT_EQ(numbers.freshness_of(sqn(top, 0)), Freshness::Fresh);
    EXPECT_EQ(numbers.freshness_of(sqn(1, 0)), Freshness::NotAbove)
        << "a wrapped counter is not fresh";
    numbers.accept(sqn(top, 31));
    EXPECT_EQ(numbers.highest(), sqn(top, 31));
}

TEST(SequenceNumbers, WorkWithoutInd)
{
    const SqnPolicy policy{.ind_bits = 0};
    SequenceNumbers numbers{policy, std::nullopt};
    numbers.accept(7);
    EXPECT_EQ(numbers.freshness_of(7), Freshness::NotAbove);
    EXPECT_EQ(numbers.freshness_of(8), Freshness::Fresh);
    EXPECT_EQ(numbers.highest(), 7U);
}

TEST(SequenceNumbers, ComeBackFromTheMemory)
{
    const SqnPolicy policy;
    SequenceNumbers numbers{policy, std::nullopt};
    numbers.accept(sqn(9, 4));
    const SequenceNumbers again{policy, ByteView{numbers.octets()}};
    EXPECT_EQ(again.highest(), sqn(9, 4));
    EXPECT_EQ(again.freshness_of(sqn(9, 4)), Freshness::NotAbove);
}

TEST(SequenceNumbers, AreDescribedByTheirIndex)
{
    const auto described = [](const SqnPolicy& policy, std::vector<std::uint64_t> accepted) {
        SequenceNumbers numbers{policy, std::nullopt};
        for (const std::uint64_t one : accepted) {
            numbers.accept(one);
        }
        return describe_sqn_cell("sqn/3F00/7FF0", numbers.octets()).value_or("nothing");
    };
    EXPECT_EQ(described({}, {sqn(100, 0)}), "SQN: SEQ 100 in IND 0");
    EXPECT_EQ(described({}, {sqn(100, 0), sqn(7, 31)}), "SQN: SEQ 100 in IND 0, SEQ 7 in IND 31");
    EXPECT_EQ(described({.initial_sqn = sqn(8, 0)}, {sqn(9, 3)}),
              "SQN: SEQ 9 in IND 3, SEQ 8 in the others");
    EXPECT_EQ(described({.ind_bits = 1, .initial_sqn = 16}, {19}),
              "SQN: SEQ 8 in IND 0, SEQ 9 in IND 1");
    EXPECT_EQ(described({.ind_bits = 0}, {5}), "SQN: SEQ 5 in IND 0");
    EXPECT_EQ(described({}, {}), "SQN: SEQ 0 in every IND");
    const Bytes short_array(5);
    EXPECT_FALSE(describe_sqn_cell("sqn/3F00/7FF0", short_array));
    EXPECT_FALSE(describe_sqn_cell("pin/01", Bytes(6)));
}

} // namespace
} // namespace uicc::emulator::applications::aka
