#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ostream>

namespace uicc::test {
namespace {

using filesystem::CardKey;
using filesystem::StoreEntry;
using filesystem::StoreError;

/// Keeps everything, but for one change that can be chosen.
class FailingStore final : public filesystem::CardStore {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override
    {
        return kept_.load(card);
    }

    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override
    {
        if (left_ > 0 && --left_ == 0) {
            return tl::unexpected{StoreError{StoreError::Kind::Full, "full"}};
        }
        return kept_.apply(card, changes);
    }

    /// The n-th change from now, counted from 1.
    void fail(unsigned nth) { left_ = nth; }
    [[nodiscard]] bool has_failed() const { return left_ == 0; }

private:
    filesystem::MemoryStore kept_;
    unsigned left_ = 0;
};

/// A command that changes memory, one line each.
struct ChangingCommand {
    const char* name = "";
    std::vector<const char*> setup{};
    const char* command = "";
    const char* answer = "";      ///< of the command when all goes well, or its first octet
    unsigned changes = 1;         ///< how often it goes to the store
    const char* failure = "6581"; ///< when the store does not take a change
};

std::ostream& operator<<(std::ostream& output, const ChangingCommand& row)
{
    return output << row.name;
}

constexpr const char* pin1 = "00200001 08 31323334FFFFFFFF";
constexpr const char* usim = "00A4040C 0A A0000000871002FF33FF";
constexpr const char* adn = "00A4080C 04 7F106F3A";
constexpr const char* adm1 = "0020000A 08 3838383838383838";
constexpr const char* managed = "00A4080C 02 7F42";
constexpr const char* disable = "00260001 08 31323334FFFFFFFF";

const std::array commands{
    // clang-format off
    ChangingCommand{"UpdateBinary", {pin1}, "00D68500 02 0000", "9000"},
    ChangingCommand{"UpdateRecord", {pin1, adn}, "00DC0104 04 01020304", "9000"},
    ChangingCommand{"UpdateRecordOfACyclicFile", {pin1, usim}, "00DC00A3 03 AAAAAA", "9000"},
    ChangingCommand{"VerifyRightPin", {}, pin1, "9000", 2},
    ChangingCommand{"VerifyWrongPin", {}, "00200001 08 30303030FFFFFFFF", "63C2"},
    ChangingCommand{"VerifyWrongLocalPin", {usim}, "00200081 08 30303030FFFFFFFF", "63C2"},
    ChangingCommand{"VerifyLastTry",
        {"00200001 08 30303030FFFFFFFF", "00200001 08 30303030FFFFFFFF"},
        "00200001 08 30303030FFFFFFFF", "63C0"},
    ChangingCommand{"ChangePin", {}, "00240001 10 31323334FFFFFFFF 34333231FFFFFFFF", "9000", 2},
    ChangingCommand{"ChangePinFromWrongOne", {}, "00240001 10 30303030FFFFFFFF 34333231FFFFFFFF", "63C2"},
    ChangingCommand{"DisablePin", {}, disable, "9000", 2},
    ChangingCommand{"EnablePin", {disable}, "00280001 08 31323334FFFFFFFF", "9000", 2},
    ChangingCommand{"UnblockPin", {}, "002C0001 10 3132333435363738 34333231FFFFFFFF", "9000", 2},
    ChangingCommand{"UnblockPinWithWrongOne", {}, "002C0001 10 3030303035363738 34333231FFFFFFFF", "63C9"},
    ChangingCommand{"Increase", {pin1, managed}, "80328100 01 01", "61"},
    ChangingCommand{"SetData", {managed}, "80DB0083 03 800133", "9000"},
    ChangingCommand{"DeactivateFile", {managed}, "00040000 02 6F40", "9000"},
    ChangingCommand{"TerminateEf", {managed}, "00E80000 02 6F40", "9000"},
    ChangingCommand{"CreateFile", {adm1, managed},
        "00E00000 1B 6219 8202 4121 8302 6F50 A503 C10100 8A01 05 8B03 6F0603 8002 0002", "9000"},
    ChangingCommand{"DeleteFile", {managed}, "00E40000 02 6F40", "9000"},
    ChangingCommand{"DeleteDirectory", {adm1, managed}, "00E40000 02 7F42", "9000"},
    ChangingCommand{"ResizeFile", {managed}, "80D40000 0A 6208 8302 6F40 8002 0006", "9000"},
    // SQN 000000000020 for the keys and RAND of 3GPP TS 35.208 test set 1.
    ChangingCommand{"Authenticate", {pin1, usim}, "00880081 22 10 23553CBE9637A89D218AE64DAE47BF35"
                                                  "10 AA689C6483508000904CBB451B65DEF8", "61"},
    ChangingCommand{"GsmUpdateRecord", {pin1, "A0A40000 02 7F10", "A0A40000 02 6F3A"},
        "A0DC0104 04 01020304", "9000", 1, "9240"},
    ChangingCommand{"GsmIncrease", {pin1, "A0A40000 02 7F20", "A0A40000 02 6F39"},
        "A0320000 03 000001", "9F06", 1, "9240"},
    ChangingCommand{"GsmVerifyRightChv", {}, "A0200001 08 31323334FFFFFFFF", "9000", 2, "9240"},
    ChangingCommand{"GsmVerifyWrongChv", {}, "A0200001 08 30303030FFFFFFFF", "9804", 1, "9240"},
    // clang-format on
};

std::shared_ptr<const emulator::CardDescription> description()
{
    return describe_test_card({.behaviour = {.classes = emulator::CommandClasses::Both}});
}

/// What can be seen of a card.
struct State {
    std::string contents{};
    std::vector<int> counters{};
};

State state_of(CardUnderTest& card)
{
    State state;
    const auto add = [&](std::string_view command) {
        const std::string answer = card.send(command);
        const bool waits = answer.starts_with("61");
        state.contents += (waits ? card.send("00C00000" + answer.substr(2)) : answer) + " ";
    };
    card.send(usim);
    for (const char* counter : {"0020000100", "002C000100", "0020008100", "002C008100"}) {
        const std::string answer = card.send(counter); // 63CX, or 6983 for none
        state.counters.push_back(
            answer.starts_with("63C") ? std::stoi(answer.substr(3), nullptr, 16) : 0);
    }
    card.send("00200001 08 31323334FFFFFFFF");
    card.send("00200001 08 34333231FFFFFFFF");
    add("00B2 01A403");      // EF.ICI
    add("00A40004 02 3F00"); // with the PIN status
    add("00B0850004");
    card.send(adn);
    add("00B2010404");
    card.send(managed);
    add("00B2010C03"); // EF.COUNTER
    add("00A40004 02 6F40");
    add("00B0000004");
    add("80CB0083 01 80");
    add("00A40004 02 6F50");
    return state;
}

class StoreFailure : public testing::TestWithParam<ChangingCommand> {
protected:
    /// A card that waits for the command, and a store that fails at the n-th change from now.
    CardUnderTest& prepare(unsigned failing)
    {
        card_.reset();
        card_.emplace(description(), store_.emplace());
        for (const char* command : GetParam().setup) {
            card_->send(command);
        }
        store_->fail(failing);
        return *card_;
    }

    /// As the store has it.
    State state_after_restart()
    {
        card_->restart();
        return state_of(*card_);
    }

    std::optional<FailingStore> store_;
    std::optional<CardUnderTest> card_;
};

INSTANTIATE_TEST_SUITE_P(Card, StoreFailure, testing::ValuesIn(commands), [](const auto& row) {
    return std::string{row.param.name};
});

TEST_P(StoreFailure, IsAnsweredAndTheCardGoesOn)
{
    for (unsigned n = 1; n <= GetParam().changes; ++n) {
        SCOPED_TRACE(n);
        CardUnderTest& card = prepare(n);
        EXPECT_EQ(card.send(GetParam().command), GetParam().failure);
        EXPECT_TRUE(store_->has_failed());
        EXPECT_EQ(card.card().internal_errors(), 0U);
        const std::string again = card.send(GetParam().command);
        EXPECT_TRUE(again.starts_with(GetParam().answer)) << again;
    }
    CardUnderTest& card = prepare(GetParam().changes + 1);
    const std::string answer = card.send(GetParam().command);
    EXPECT_TRUE(answer.starts_with(GetParam().answer)) << answer;
    EXPECT_FALSE(store_->has_failed()) << "the table has too few changes";
}

/// A try that was counted stays counted; everything else is as before.
TEST_P(StoreFailure, ChangesNothing)
{
    prepare(0);
    const State before = state_after_restart();
    EXPECT_EQ(before.contents.find("6982"), std::string::npos) << before.contents;
    for (unsigned n = 1; n <= GetParam().changes; ++n) {
        SCOPED_TRACE(n);
        EXPECT_EQ(prepare(n).send(GetParam().command), GetParam().failure);
        const State kept = state_after_restart();
        EXPECT_EQ(kept.contents, before.contents);
        for (std::size_t i = 0; i < kept.counters.size(); ++i) {
            EXPECT_LE(kept.counters[i], before.counters[i]);
            EXPECT_GE(kept.counters[i] + (n == 1 ? 0 : 1), before.counters[i]);
        }

        CardUnderTest& card = prepare(n);
        card.send(GetParam().command);
        const State in_memory = state_of(card);
        EXPECT_EQ(in_memory.contents, kept.contents);
        EXPECT_EQ(in_memory.counters, kept.counters);
    }
}

/// A store that takes changes, and has lost them later.
class ForgetfulStore final : public filesystem::CardStore {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override
    {
        if (!readable_) {
            return tl::unexpected{StoreError{StoreError::Kind::Unavailable, "not now"}};
        }
        return kept_.load(card);
    }

    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override
    {
        const std::vector<StoreEntry> before = TRY(kept_.load(card));
        card_ = card;
        if (!before_) {
            before_ = before;
        }
        return kept_.apply(card, changes);
    }

    void remember() { before_.reset(); }
    void lose()
    {
        if (before_) {
            EXPECT_TRUE(kept_.replace(card_, *before_));
        }
    }
    void set_readable(bool readable) { readable_ = readable; }

private:
    filesystem::MemoryStore kept_;
    CardKey card_{};
    std::optional<std::vector<StoreEntry>> before_{};
    bool readable_ = true;
};

/// A card whose command was answered and taken back, or that never had the command.
class TakenBack : public testing::TestWithParam<ChangingCommand> {
protected:
    TakenBack() : store_{}, card_{description(), store_}
    {
        for (const char* command : GetParam().setup) {
            card_.send(command);
        }
        store_.remember();
    }

    /// Of the same card, without the command.
    static std::string answers_without_it(const std::vector<const char*>& setup)
    {
        ForgetfulStore store;
        CardUnderTest card{description(), store};
        for (const char* command : setup) {
            card.send(command);
        }
        return answers_of(card);
    }

    /// What tells verified PINs, the selection and the record pointer, and then the contents.
    static std::string answers_of(CardUnderTest& card)
    {
        std::string answers;
        for (const char* probe : {"0020000100", "0020008100", "002C000100", "00B2000404"}) {
            answers += card.send(probe) + " ";
        }
        const State state = state_of(card);
        for (const int counter : state.counters) {
            answers += std::to_string(counter) + " ";
        }
        return answers + state.contents;
    }

    ForgetfulStore store_;
    CardUnderTest card_;
};

INSTANTIATE_TEST_SUITE_P(Card, TakenBack, testing::ValuesIn(commands), [](const auto& row) {
    return std::string{row.param.name};
});

TEST_P(TakenBack, CommandLeavesNothingBehind)
{
    card_.send(GetParam().command);
    store_.lose();
    EXPECT_EQ(card_.card().take_back("lost"), from_hex(GetParam().failure));
    EXPECT_EQ(card_.card().explanation().reason, "lost");
    EXPECT_EQ(answers_of(card_), answers_without_it(GetParam().setup));
}

TEST_P(TakenBack, CommandIsForgottenAsSoonAsTheStoreCanBeRead)
{
    card_.send(GetParam().command);
    store_.lose();
    store_.set_readable(false);
    EXPECT_TRUE(card_.card().take_back("lost"));
    EXPECT_EQ(card_.send("00A4000C023F00"), "6581");
    store_.set_readable(true);
    EXPECT_EQ(answers_of(card_), answers_without_it(GetParam().setup));
}

TEST_P(TakenBack, AnEarlierChangeIsNot)
{
    card_.send(GetParam().command);
    for (const char* refused : {"FF000000", "00FE0000", "00A4", "01B0000002", "00C0000001"}) {
        card_.send(refused);
        EXPECT_FALSE(card_.card().take_back("lost")) << refused;
    }
}

TEST_P(TakenBack, OnlyAChangeIs)
{
    card_.send("00A4000C023F00");
    EXPECT_FALSE(card_.card().take_back("lost"));
}

} // namespace
} // namespace uicc::test
