#include "crypto/seeded_random.hpp"
#include "daemon/client/client.hpp"
#include "tests/daemon/client/paper_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace uicc::daemon::client {
namespace {

using card::Failure;
using card::Trouble;
using test::from_hex;
using test::PaperCard;

class Client : public testing::Test {
protected:
    Report boot_once()
    {
        crypto::SeededRandom random{1};
        return boot(*card, random, settings, memory);
    }

    /// Answers in the place of the card when a command comes for the n-th time.
    void instead_of(const std::string& instruction, int nth, PaperCard::Answer answer)
    {
        card->fault = [=, seen = 0](const std::string& command) mutable {
            const bool hit = command.compare(2, 2, instruction) == 0 && ++seen == nth;
            return hit ? std::optional{answer} : std::nullopt;
        };
    }

    void give_pin(std::string_view digits)
    {
        settings.credentials.pin = SecureBytes{digits.begin(), digits.end()};
    }

    bool complains_of(const Report& report, std::string_view what)
    {
        return std::ranges::any_of(report.problems, [&](const std::string& problem) {
            return problem.find(what) != std::string::npos;
        });
    }

    std::optional<PaperCard> card{std::in_place};
    Settings settings{};
    Memory memory{};
};

TEST_F(Client, FollowsTheOrderOfTheSpecification)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    const std::vector<std::string> expected{"00A40804022FE200",
                                            "00B000000A",
                                            "00A40804022F0000",
                                            "00B2010428",
                                            "0070000001",
                                            "01A404040CA000000063504B43532D313500",
                                            "01A40804047FFF503100",
                                            "01B0000008",
                                            "01A40804047FFF643000",
                                            "01B0000028",
                                            "01A40804047FFF643200",
                                            "01B0000070",
                                            "0070800100"};
    auto commands = card->commands();
    commands.back() += "00"; // MANAGE CHANNEL to close has neither data nor Le
    EXPECT_EQ(commands, expected);
}

TEST_F(Client, LeavesNoChannelOpenWhateverTheCardAnswers)
{
    for (const char* word : {"6A82", "6982", "6985", "6D00", "6F00", "9000", "6283", "6300"}) {
        for (int nth = 1; nth < 14; ++nth) {
            card.emplace();
            memory = {};
            card->fault = [=, seen = 0](const std::string& command) mutable {
                const bool closes = command.compare(2, 4, "7080") == 0;
                return ++seen == nth && !closes ? std::optional<PaperCard::Answer>{from_hex(word)}
                                                : std::nullopt;
            };
            EXPECT_NE(boot_once().outcome, Outcome::Failed) << word << " as answer " << nth;
            EXPECT_EQ(card->open_channels(), std::set<unsigned>{0}) << word << " as answer " << nth;
        }
    }
}

TEST_F(Client, AppliesNothingOfACardThatVanishesAtAnyCommand)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    const Memory before = memory;
    card->files[test::ef_lwm2m].content = test::lwm2m_vector("two_servers");
    card->forget_commands();
    for (std::size_t nth = 1; nth <= 13; ++nth) {
        card->fault = [=, seen = std::size_t{0}](const std::string&) mutable {
            return ++seen >= nth ? std::optional<PaperCard::Answer>{tl::unexpected{
                                       Failure{Trouble::Removed, "the card was removed"}}}
                                 : std::nullopt;
        };
        const Report report = boot_once();
        EXPECT_EQ(report.outcome, Outcome::Failed) << nth;
        EXPECT_EQ(memory.accounts, before.accounts) << nth;
        EXPECT_TRUE(report.added.empty() && report.removed.empty()) << nth;
        EXPECT_TRUE(complains_of(report, "the card was removed"));
    }
}

TEST_F(Client, StartsOverOnceBehindAResetAndNotTwice)
{
    instead_of("B0", 2, tl::unexpected{Failure{Trouble::Reset, "the card was reset"}});
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    card.emplace();
    memory = {};
    card->fault = [](const std::string& command) {
        return command.compare(2, 2, "B0") == 0
                   ? std::optional<PaperCard::Answer>{tl::unexpected{
                         Failure{Trouble::Reset, "the card was reset"}}}
                   : std::nullopt;
    };
    EXPECT_EQ(boot_once().outcome, Outcome::Failed);
    EXPECT_EQ(card->count("B0"), 2U);
}

TEST_F(Client, StartsOverWhenTheCardHasForgottenItsChannel)
{
    instead_of("B0", 3, from_hex("6881"));
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    EXPECT_EQ(card->count("7000"), 2U);
}

TEST_F(Client, ReadsAgainUntilTwoReadingsAreTheSame)
{
    card->files[test::ef_lwm2m].content = test::lwm2m_vector("two_servers");
    card->most_octets = 120;
    card->fault = [this, reads = 0](const std::string& command) mutable {
        const bool second_piece = command.compare(2, 6, "B00078") == 0 && ++reads == 1;
        if (second_piece) { // the card is written to between the first piece and this one
            card->files[test::ef_lwm2m].content[205] ^= 0x01;
        }
        return std::optional<PaperCard::Answer>{};
    };
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    EXPECT_GE(card->count("B00078"), 2U);
    EXPECT_LE(card->count("B00078"), 3U);
}

TEST_F(Client, GivesUpOnAFileThatNeverStaysTheSame)
{
    card->files[test::ef_lwm2m].content = test::lwm2m_vector("two_servers");
    card->most_octets = 120;
    card->fault = [this](const std::string& command) {
        if (command.compare(2, 6, "B00000") == 0) {
            card->files[test::ef_lwm2m].content[205] ^= 0x01;
        }
        if (command.compare(2, 6, "B00078") == 0) {
            ++card->files[test::ef_lwm2m].content[204];
        }
        return std::optional<PaperCard::Answer>{};
    };
    const Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Refused);
    EXPECT_TRUE(complains_of(report, "different whenever it is read"));
}

TEST_F(Client, PresentsAPinOnceForAllFiles)
{
    give_pin("1234");
    card->files[test::ef_lwm2m].needs_pin = true;
    card->files[test::ef_dodf].needs_pin = true;
    const Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Applied);
    EXPECT_EQ(report.pin, card::PinOutcome::Verified);
    EXPECT_EQ(card->count("20"), 2U); // the question and the PIN
}

TEST_F(Client, SaysThatThereIsNoPin)
{
    card->files[test::ef_lwm2m].needs_pin = true;
    const Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Refused);
    EXPECT_EQ(report.pin, card::PinOutcome::NotGiven);
    EXPECT_EQ(card->count("20"), 1U);
}

TEST_F(Client, TouchesNeitherABlockedPinNorTheLastTry)
{
    give_pin("4321");
    for (unsigned tries : {0U, 1U}) {
        card.emplace();
        card->files[test::ef_lwm2m].needs_pin = true;
        card->tries = tries;
        const Report report = boot_once();
        EXPECT_EQ(report.pin, tries == 0 ? card::PinOutcome::Blocked : card::PinOutcome::Refused);
        EXPECT_EQ(card->tries, tries);
    }
}

TEST_F(Client, PresentsNoPinWhereNoneIsNeeded)
{
    give_pin("1234");
    card->files[test::ef_lwm2m].needs_pin = true;
    card->pin_enabled = false;
    EXPECT_EQ(boot_once().pin, card::PinOutcome::NotNeeded);
    EXPECT_EQ(card->count("20"), 0U);
}

TEST_F(Client, KeepsItsAccountsWhileAFileCannotBeUsed)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    card->files[test::ef_lwm2m].deactivated = true;
    Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Refused);
    EXPECT_TRUE(report.removed.empty());
    EXPECT_EQ(memory.accounts.size(), 1U);
    card->files[test::ef_lwm2m] = {.content = test::lwm2m_vector("count_too_big")};
    report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Malformed);
    EXPECT_EQ(memory.accounts.size(), 1U);
}

TEST_F(Client, RemovesWhatVanishedAndOnlyThat)
{
    card->files[test::ef_lwm2m].content = test::lwm2m_vector("two_servers");
    EXPECT_EQ(boot_once().added, (std::vector<std::string>{"101", "102"}));
    card->files[test::ef_lwm2m].content = test::lwm2m_vector("min_psk");
    const Report report = boot_once();
    EXPECT_TRUE(report.added.empty());
    EXPECT_EQ(report.removed, std::vector<std::string>{"102"});
}

TEST_F(Client, DropsAndAppliesAnAccountThatChanged)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    card->files[test::ef_lwm2m].content[0x48] ^= 0x01; // a secret key
    const Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Applied);
    EXPECT_EQ(report.added, std::vector<std::string>{"101"});
    EXPECT_EQ(report.removed, std::vector<std::string>{"101"});
}

TEST_F(Client, RemovesTheAccountsOfAnotherCardWhateverThisOneHolds)
{
    memory = {.iccid = "1", .accounts = {{.id = "7", .server = "coap://old.example"}}};
    card->files[test::ef_dir].records.clear();
    card->selectable_by_aid = false;
    card->selectable_by_path = false;
    const Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Absent);
    EXPECT_EQ(report.removed, std::vector<std::string>{"7"});
    EXPECT_TRUE(memory.accounts.empty());
}

TEST_F(Client, JudgesACardThatDoesNotTellWhoItIsByWhatItHolds)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    card->files.erase(test::ef_iccid);
    Report report = boot_once();
    EXPECT_EQ(report.outcome, Outcome::Unchanged);
    EXPECT_TRUE(complains_of(report, "EF.ICCID cannot be read"));
    card->files.erase(test::ef_lwm2m);
    EXPECT_EQ(boot_once().removed, std::vector<std::string>{"101"});
}

TEST_F(Client, LosesItsAccountsWithTheCardButNotWithTheReader)
{
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    Report report = boot_without_card({Trouble::NoReader, "there is no reader"}, settings, memory);
    EXPECT_TRUE(report.removed.empty());
    report = boot_without_card({Trouble::NoCard, "there is no card"}, settings, memory);
    EXPECT_EQ(report.outcome, Outcome::Failed);
    EXPECT_EQ(report.removed, std::vector<std::string>{"101"});
    EXPECT_TRUE(memory.accounts.empty());
}

TEST_F(Client, ShowsNothingThatUpsetsATerminal)
{
    Bytes& content = card->files[test::ef_lwm2m].content;
    content[0x12] = 0x1B; // in the URI
    content[0x13] = 0x9B;
    content[0x14] = '\n';
    const Report report = boot_once();
    ASSERT_EQ(report.accounts.size(), 1U);
    EXPECT_NE(report.accounts[0].server.find('\x1B'), std::string::npos);
    const std::string text = to_text(report);
    EXPECT_NE(text.find("coa???"), std::string::npos) << text;
    EXPECT_EQ(text.find('\x1B'), std::string::npos);
    EXPECT_EQ(to_json(report).find('\x1B'), std::string::npos);
}

TEST_F(Client, FollowsNoCardThatAnnouncesForEver)
{
    card->fault = [](const std::string& command) {
        const bool fetches = command.compare(2, 2, "C0") == 0 || command.compare(2, 2, "A4") == 0;
        return fetches ? std::optional<PaperCard::Answer>{from_hex("6110")} : std::nullopt;
    };
    EXPECT_EQ(boot_once().outcome, Outcome::Failed);
    EXPECT_LT(card->commands().size(), 400U);
}

TEST_F(Client, ReadsAFileOf32Kilobytes)
{
    Bytes& content = card->files[test::ef_lwm2m].content;
    content.resize(32768, 0xFF);
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
    EXPECT_EQ(card->count("B07F00"), 2U); // the last piece, in both readings
}

TEST_F(Client, ReadsAFileThatDoesNotTellItsSize)
{
    card->files[test::ef_lwm2m].tells_size = false;
    EXPECT_EQ(boot_once().outcome, Outcome::Applied);
}

TEST_F(Client, SurvivesDirectoriesFullOfAnything)
{
    crypto::SeededRandom random{3};
    for (int round = 0; round < 2000; ++round) {
        card.emplace();
        for (const Bytes& path : {test::ef_odf, test::ef_dodf, test::ef_lwm2m}) {
            Bytes& content = card->files[path].content;
            std::array<Byte, 3> change{};
            random.fill(change);
            content[change[0] % content.size()] = change[1];
            content.resize(content.size() - change[2] % 3);
        }
        memory = {};
        EXPECT_NE(boot_once().outcome, Outcome::Failed);
    }
}

} // namespace
} // namespace uicc::daemon::client
