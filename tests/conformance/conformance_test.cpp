#include "profiles/loader/load_profile.hpp"
#include "tests/support/test_card.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>

/// Plays the cases of tests/conformance/*.yaml, each against a fresh card: what is sent before, the
/// command, and what shows its effect.
namespace uicc {
namespace {

using nlohmann::json;

struct Exchange {
    std::string role{}; ///< setup, case, then
    std::string send{}; ///< hexadecimal, or "reset"
    std::string expect{};
};

struct Case {
    std::string id{};
    std::string card{};
    std::string clause{};
    std::string pending{}; ///< why it does not pass yet; empty: it has to
    std::vector<Exchange> exchanges{};
};

Case read_case(const json& row)
{
    Case read{.id = row.at("id"),
              .card = row.at("card"),
              .clause = row.at("clause"),
              .pending = row.at("pending")};
    for (const json& exchange : row.at("exchanges")) {
        read.exchanges.push_back({exchange.at("role"), exchange.at("send"), exchange.at("expect")});
    }
    return read;
}

std::vector<Case> read_cases(const std::string& family)
{
    std::ifstream file{fmt::format("{}/{}.json", CONFORMANCE_CASES, family)};
    std::vector<Case> cases;
    for (const json& row : json::parse(file)) {
        cases.push_back(read_case(row));
    }
    return cases;
}

/// X stands for any digit, * for any digits.
bool matches(std::string_view mask, std::string_view answer)
{
    if (mask.empty()) {
        return answer.empty();
    }
    if (mask.front() == '*') {
        return matches(mask.substr(1), answer) ||
               (!answer.empty() && matches(mask, answer.substr(1)));
    }
    return !answer.empty() && (mask.front() == 'X' || mask.front() == answer.front()) &&
           matches(mask.substr(1), answer.substr(1));
}

bool is_announcement(std::string_view answer)
{
    return answer.size() == 4 && (answer.starts_with("61") || answer.starts_with("9F"));
}

/// One card and what happens to it.
class Play {
public:
    explicit Play(std::shared_ptr<const emulator::CardDescription> description)
        : card_{std::move(description), store_}
    {}

    /// What was not as it should be; nothing when all was.
    std::optional<std::string> play(const Case& one)
    {
        for (const Exchange& exchange : one.exchanges) {
            if (exchange.send == "reset") {
                card_.card().reset();
            } else if (const auto difference = exchange_differs(exchange)) {
                return fmt::format("{} ({}): {}", one.id, one.clause, *difference);
            }
        }
        if (card_.card().internal_errors() != 0) {
            return one.id + ": an exception inside the card";
        }
        return std::nullopt;
    }

private:
    std::optional<std::string> exchange_differs(const Exchange& exchange)
    {
        const std::string answer = answer_to(exchange);
        if (matches(exchange.expect, answer)) {
            return std::nullopt;
        }
        const auto& explanation = card_.card().explanation();
        return fmt::format("{} {}\n  expected {}\n  answered {}\n  {} {}: {}", exchange.role,
                           exchange.send, exchange.expect, answer, explanation.command,
                           explanation.file, explanation.reason);
    }

    /// With what the answer announces, unless it is the announcement that is expected.
    std::string answer_to(const Exchange& exchange)
    {
        std::string answer = card_.send(exchange.send);
        const bool fetch = is_announcement(answer) && !matches(exchange.expect, answer);
        if (!fetch) {
            return answer;
        }
        std::string data;
        while (is_announcement(answer)) {
            const std::string part =
                card_.send(exchange.send.substr(0, 2) + "C00000" + answer.substr(2));
            data += part.substr(0, part.size() - 4);
            answer = part.substr(part.size() - 4);
        }
        return data + answer;
    }

    filesystem::MemoryStore store_;
    test::CardUnderTest card_;
};

class Conformance : public testing::TestWithParam<std::string> {
protected:
    std::optional<std::string> play(const Case& one)
    {
        return Play{description_of(one.card)}.play(one);
    }

private:
    std::shared_ptr<const emulator::CardDescription> description_of(const std::string& card)
    {
        auto& description = descriptions_[card];
        if (!description) {
            const auto loaded = profiles::load_profile(
                fmt::format("{}/tests/conformance/cards/{}.yaml", PROJECT_SOURCE_DIR, card));
            if (!loaded) {
                throw std::runtime_error{loaded.error().front().to_string()};
            }
            description = *loaded;
        }
        return description;
    }

    std::map<std::string, std::shared_ptr<const emulator::CardDescription>> descriptions_;
};

TEST_P(Conformance, IsAsTheClausesSay)
{
    const auto cases = read_cases(GetParam());
    EXPECT_FALSE(cases.empty());
    for (const Case& one : cases) {
        const auto difference = play(one);
        if (one.pending.empty()) {
            EXPECT_FALSE(difference) << *difference;
        } else {
            EXPECT_TRUE(difference) << one.id << " passes: take it out of pending.yaml";
        }
    }
}

std::set<std::string> all_families()
{
    std::set<std::string> families;
    for (const auto& entry : std::filesystem::directory_iterator{CONFORMANCE_CASES}) {
        if (entry.path().extension() == ".json") {
            families.insert(entry.path().stem().string());
        }
    }
    return families;
}

std::string name_of(const testing::TestParamInfo<std::string>& info)
{
    std::string name = info.param;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Conformance, testing::ValuesIn(all_families()), name_of);

} // namespace
} // namespace uicc
