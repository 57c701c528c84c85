#include "tests/support/test_card.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

/// Replays tests/transcripts/*.apdu against the test card: `>` a command, `<` the answer (`*9000`:
/// any data before the status word), `@reset`, `@power`, `@restart`, `@card OPTION...` a new card.
namespace uicc::test {
namespace {

const std::filesystem::path transcripts = PROJECT_SOURCE_DIR "/tests/transcripts";

std::string without_blanks(std::string_view text)
{
    std::string packed{text};
    std::erase(packed, ' ');
    return packed;
}

TestCardOptions options_of(std::string_view words)
{
    const std::map<std::string_view, void (*)(TestCardOptions&)> known{
        {"t1", [](TestCardOptions& o) { o.behaviour.dialect = emulator::Dialect::T1; }},
        {"pin1-disabled", [](TestCardOptions& o) { o.pin1_enabled = false; }},
        {"universal-pin", [](TestCardOptions& o) { o.with_universal_pin = true; }},
        {"short-read-6282",
         [](TestCardOptions& o) { o.behaviour.short_read = emulator::ShortRead::Warning; }},
        {"short-read-9000",
         [](TestCardOptions& o) { o.behaviour.short_read = emulator::ShortRead::Complete; }},
        {"short-read-6c",
         [](TestCardOptions& o) { o.behaviour.short_read = emulator::ShortRead::WrongLe; }},
        {"managed-mf", [](TestCardOptions& o) { o.managed_mf = true; }},
        {"no-p2-00", [](TestCardOptions& o) { o.behaviour.select_with_p2_00 = false; }},
        {"fci", [](TestCardOptions& o) { o.behaviour.fcp_tag = 0x6F; }},
        {"c6-in-ef", [](TestCardOptions& o) { o.behaviour.pin_status_in_ef_fcp = true; }},
        {"gsm", [](TestCardOptions& o) { o.behaviour.classes = emulator::CommandClasses::Both; }},
        {"sim", [](TestCardOptions& o) { o.behaviour.classes = emulator::CommandClasses::Gsm; }},
        {"chaining", [](TestCardOptions& o) { o.behaviour.command_chaining = true; }},
        {"channels-4", [](TestCardOptions& o) { o.behaviour.channels = 4; }},
    };
    TestCardOptions options;
    std::istringstream input{std::string{words}};
    for (std::string word; input >> word;) {
        known.at(word)(options);
    }
    return options;
}

class Transcript : public testing::TestWithParam<std::string> {
protected:
    void play(const std::string& line)
    {
        const std::string_view rest = std::string_view{line}.substr(1);
        switch (line.front()) {
        case '@':
            direct(rest);
            return;
        case '>':
            answer_ = card_->send(rest);
            return;
        case '<':
            expect(rest);
            return;
        default:
            FAIL() << "neither #, @, > nor <";
        }
    }

private:
    void direct(std::string_view words)
    {
        if (words.starts_with("card")) {
            card_ = std::make_unique<CardUnderTest>(options_of(words.substr(4)));
        } else if (words == "reset") {
            card_->card().reset();
        } else if (words == "power") {
            card_->card().power_off();
            card_->card().power_on();
        } else if (words == "restart") {
            card_->restart();
        } else {
            FAIL() << "unknown directive";
        }
    }

    void expect(std::string_view text)
    {
        const std::string expected = without_blanks(text);
        if (expected.starts_with('*')) {
            EXPECT_TRUE(answer_.ends_with(expected.substr(1)) && answer_.size() > 4) << answer_;
        } else {
            EXPECT_EQ(answer_, to_hex(from_hex(text))) << card_->card().explanation().reason;
        }
    }

    std::unique_ptr<CardUnderTest> card_ = std::make_unique<CardUnderTest>();
    std::string answer_;
};

TEST_P(Transcript, IsAnsweredAsWritten)
{
    std::ifstream file{transcripts / (GetParam() + ".apdu")};
    std::size_t number = 0;
    std::size_t exchanges = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (line.empty() || line.front() == '#') {
            continue;
        }
        SCOPED_TRACE(GetParam() + ".apdu:" + std::to_string(number) + ": " + line);
        play(line);
        exchanges += line.front() == '<' ? 1U : 0U;
    }
    EXPECT_GT(exchanges, 0U);
}

std::vector<std::string> all_transcripts()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{transcripts}) {
        if (entry.path().extension() == ".apdu") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

INSTANTIATE_TEST_SUITE_P(All,
                         Transcript,
                         testing::ValuesIn(all_transcripts()),
                         [](const auto& transcript) { return transcript.param; });

} // namespace
} // namespace uicc::test
