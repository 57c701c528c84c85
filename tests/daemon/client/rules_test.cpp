#include "crypto/seeded_random.hpp"
#include "daemon/client/rules.hpp"
#include "tests/daemon/client/situations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace uicc::daemon::client {
namespace {

using test::PaperCard;
using test::Situation;

/// Everything that can be seen of a boot.
struct Sight {
    std::vector<std::string> commands{};
    std::string report{};
    std::set<unsigned> open_channels{};

    friend bool operator==(const Sight&, const Sight&) = default;
};

struct Boot {
    PaperCard card{};
    Settings settings{};
    Memory memory{};
    Report report{};

    explicit Boot(const Situation& situation, std::optional<Rule> broken = std::nullopt)
    {
        situation.arrange(card, settings, memory);
        if (broken) {
            settings.conduct.break_rule(*broken);
        }
        crypto::SeededRandom random{1};
        report = boot(card, random, settings, memory);
    }

    [[nodiscard]] Sight sight() const
    {
        return {card.commands(), to_json(report), card.open_channels()};
    }
};

std::vector<std::string> ids(const std::vector<Account>& accounts)
{
    std::vector<std::string> all;
    std::ranges::transform(accounts, std::back_inserter(all), &Account::id);
    return all;
}

std::string_view name_of(Rule rule)
{
    return rules()[static_cast<std::size_t>(rule)].name;
}

TEST(Rules, HaveNamesOfTheirOwn)
{
    std::set<std::string_view> names;
    for (const RuleText& rule : rules()) {
        EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
        EXPECT_EQ(find_rule(rule.name), rule.rule);
        EXPECT_FALSE(rule.good.empty());
        EXPECT_FALSE(rule.basis.empty());
    }
    EXPECT_FALSE(find_rule("no-such-rule"));
}

TEST(Rules, EachHasASituation)
{
    std::set<Rule> proven{Rule::ShortTimeout,          Rule::Scp03Never,      Rule::Scp03LowLevel,
                          Rule::Scp03IgnoreCryptogram, Rule::Scp03IgnoreRmac, Rule::Scp03NoRestart};
    for (const Situation& situation : test::situations()) {
        proven.insert(situation.rule);
    }
    EXPECT_EQ(proven.size(), rule_count);
}

TEST(Rules, AClientThatKeepsThemGetsAlongWithEveryCard)
{
    for (const Situation& situation : test::situations()) {
        SCOPED_TRACE(name_of(situation.rule));
        const Boot good{situation};
        EXPECT_EQ(to_string(good.report.outcome), to_string(situation.outcome))
            << to_json(good.report);
        EXPECT_EQ(ids(good.report.accounts), situation.ids);
        EXPECT_EQ(ids(good.memory.accounts), situation.ids);
    }
}

TEST(Rules, BreakingOneShows)
{
    for (const Situation& situation : test::situations()) {
        SCOPED_TRACE(name_of(situation.rule));
        EXPECT_NE(Boot{situation}.sight(), (Boot{situation, situation.rule}.sight()));
    }
}

} // namespace
} // namespace uicc::daemon::client
