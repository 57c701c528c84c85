#include "daemon/lab/scenario_run.hpp"

#include "codec/hex.hpp"
#include "daemon/lab/child_process.hpp"
#include "daemon/lab/judgement.hpp"
#include "daemon/lab/lab_host.hpp"
#include "daemon/lab/recording.hpp"
#include "daemon/lab/trigger_board.hpp"
#include "daemon/lab/wake.hpp"
#include "daemon/trace/apdu_meaning.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <poll.h>

namespace uicc::daemon::lab {
namespace {

namespace fs = std::filesystem;

using Clock = TriggerBoard::Clock;
using Outcome = Result<void, std::string>;
using trace::CardEvent;
using trace::EventKind;

constexpr Duration patience_for_reader = std::chrono::seconds{8};
constexpr Duration step_of_waiting{20};
constexpr std::size_t largest_report = std::size_t{1} << 20U;
constexpr std::size_t last_commands = 5; // shown when a client hangs

/// " OPEN" or " CLOSE" behind MANAGE CHANNEL, TS 102 221 §11.1.17.
std::string channel_part_of(const CardEvent& event)
{
    constexpr std::size_t p1 = 2;
    if (event.name != "MANAGE CHANNEL" || event.command.size() <= p1) {
        return {};
    }
    return event.command[p1] == 0 ? " OPEN" : " CLOSE";
}

/// "12  SELECT EF.DIR -> 6121".
std::string line_of(std::size_t number, const CardEvent& event)
{
    const ByteView response{event.response};
    const std::string status = response.size() < 2 ? "no answer" : codec::to_hex(response.last(2));
    std::string line =
        fmt::format("{:4}  {}", number + 1, event.name.empty() ? "unknown command" : event.name);
    line += trace::key_of(event.command);
    line += channel_part_of(event);
    line += event.file.empty() ? "" : " " + event.file;
    line += " -> " + status;
    return event.reason.empty() ? line : line + "   " + event.reason;
}

std::vector<std::string> excerpt_of(const std::vector<CardEvent>& commands,
                                    const std::vector<std::size_t>& shown)
{
    std::vector<std::string> lines;
    for (const std::size_t index : shown) {
        lines.push_back(line_of(index, commands[index]));
    }
    return lines;
}

/// The client's own account of what it found, if it is JSON and not endless.
std::optional<Json> read_report(const fs::path& file)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > largest_report) {
        return std::nullopt;
    }
    std::ifstream input{file, std::ios::binary};
    Json report = Json::parse(input, nullptr, false);
    return input && !report.is_discarded() ? std::optional{std::move(report)} : std::nullopt;
}

/// One run of one scenario.
class ScenarioRun {
public:
    ScenarioRun(const Scenario& scenario, const RunOptions& options)
        : scenario_{scenario}, options_{options}, board_{scenario.triggers},
          host_{options.seed, [this](const std::string& name) { signalled(name); }},
          recording_{std::make_shared<Recording>([this](const CardEvent& event) { heard(event); })}
    {
        host_.events().attach(recording_);
        for (const auto& trace : options.traces) {
            host_.events().attach(trace);
        }
    }
    ScenarioRun(const ScenarioRun&) = delete;
    ScenarioRun& operator=(const ScenarioRun&) = delete;
    ScenarioRun(ScenarioRun&&) = delete;
    ScenarioRun& operator=(ScenarioRun&&) = delete;
    ~ScenarioRun() { host_.events().detach(*recording_); }

    ScenarioResult run()
    {
        const auto begin = Clock::now();
        ScenarioResult result{.file = scenario_.file.string(),
                              .id = scenario_.id,
                              .about = scenario_.about,
                              .rule = options_.rule};
        if (const auto outcome = take_all_steps(); !outcome) {
            result.error = outcome.error();
        }
        result.findings = std::move(findings_);
        result.commands = recording_->commands_since(0).size();
        result.time = std::chrono::duration_cast<Duration>(Clock::now() - begin);
        result.output = conduct_.output;
        return result;
    }

private:
    Outcome take_all_steps()
    {
        TRY(prepare());
        for (const Step& step : scenario_.steps) {
            TRY(std::visit([this](const auto& one) { return take(one); }, step));
            if (is_stopped_) {
                return tl::unexpected{std::string{"interrupted"}};
            }
        }
        TRY(take(StopClient{}));
        check(scenario_.expectations, 0);
        return {};
    }

    Outcome prepare()
    {
        for (const ScenarioCard& card : scenario_.cards) {
            TRY(host_.add(card));
        }
        TRY(host_.start(control_path()));
        for (const Action& action : scenario_.preparations) {
            TRY(take(action));
        }
        for (const ScenarioCard& card : scenario_.cards) {
            if (card.slot) {
                TRY(take(Action{"insert", {{"card", card.name}, {"reader", *card.slot}}}));
            }
        }
        return {};
    }

    [[nodiscard]] fs::path control_path() const { return options_.work / "control"; }
    [[nodiscard]] fs::path report_path() const { return options_.work / "report.json"; }

    // What the steps do

    Outcome take(const Action& action)
    {
        Action resolved = action;
        if (resolved.method == "insert") {
            Json& reader = resolved.parameters["reader"];
            const std::string slot = reader.is_string() ? reader.get<std::string>() : reader.dump();
            reader = options_.readers.at(slot == "1" ? 1 : 0).place;
        }
        TRY(host_.call(resolved));
        return {};
    }

    Outcome take(const RunClient& run)
    {
        TRY(take(StopClient{}));
        wait_for_reader();
        run_began_ = recording_->size();
        conduct_ = {};
        std::error_code ignored;
        fs::remove(report_path(), ignored);
        client_ = TRY(ChildProcess::start(client_command(), client_environment()));
        board_.client_started(Clock::now());
        expected_status_ = run.exit_status;
        if (run.mode == RunClient::Mode::ToItsEnd) {
            wait_for_client();
        }
        return {};
    }

    Outcome take(const StopClient& /*step*/)
    {
        if (client_) {
            pump(Clock::now(), [] { return true; });
            client_->kill();
            note_end();
        }
        return {};
    }

    Outcome take(const Wait& wait)
    {
        pump(Clock::now() + wait.time, [] { return false; });
        return {};
    }

    Outcome take(const WaitFor& wait)
    {
        const auto has_come = [&] {
            return std::ranges::any_of(
                recording_->commands_since(run_began_),
                [&](const auto& one) { return wait.command.pattern.matches(one); });
        };
        if (!pump(Clock::now() + wait.patience, has_come)) {
            add_finding("wait for " + wait.command.text,
                        fmt::format("it did not come within {} ms", wait.patience.count()),
                        latest_commands());
        }
        return {};
    }

    Outcome take(const Check& step)
    {
        check(step.expectations, run_began_);
        return {};
    }

    void check(const std::vector<Expectation>& expectations, std::size_t first)
    {
        conduct_.commands = recording_->commands_since(first);
        for (const Expectation& expectation : expectations) {
            if (auto violation = judge(expectation, conduct_)) {
                add_finding(std::move(violation->expectation), std::move(violation->reason),
                            excerpt_of(conduct_.commands, violation->shown));
            }
        }
    }

    void add_finding(std::string expectation, std::string reason, std::vector<std::string> excerpt)
    {
        findings_.push_back({std::move(expectation), std::move(reason), std::move(excerpt)});
    }

    std::vector<std::string> latest_commands() const
    {
        const auto commands = recording_->commands_since(0);
        std::vector<std::size_t> shown;
        for (std::size_t i = commands.size() - std::min(commands.size(), last_commands);
             i < commands.size(); ++i) {
            shown.push_back(i);
        }
        return excerpt_of(commands, shown);
    }

    // The client

    [[nodiscard]] fs::path state_path() const { return options_.work / "client-state.json"; }

    /// {reader} and {state} stand for what the environment says as well.
    [[nodiscard]] std::vector<std::string> client_command() const
    {
        auto words = options_.client;
        for (std::string& word : words) {
            boost::replace_all(word, "{reader}", options_.readers[0].name);
            boost::replace_all(word, "{state}", state_path().string());
        }
        return words;
    }

    [[nodiscard]] ChildProcess::Environment client_environment() const
    {
        ChildProcess::Environment variables{
            {"VUICC_READER", options_.readers[0].name},
            {"VUICC_READER_2", options_.readers[1].name},
            {"VUICC_CONTROL", control_path()},
            {"VUICC_REPORT", report_path()},
            {"VUICC_STATE", state_path()},
            {"VUICC_SCENARIO", scenario_.id},
        };
        const auto& more = scenario_.client.environment;
        variables.insert(variables.end(), more.begin(), more.end());
        return variables;
    }

    void wait_for_client()
    {
        const auto patience = scenario_.client.patience;
        const bool has_ended = pump(Clock::now() + patience, [this] {
            return client_->exit_status().has_value() || recording_->is_full();
        });
        if (is_stopped_) {
            return;
        }
        if (!has_ended || recording_->is_full()) {
            add_finding("the client comes to an end",
                        recording_->is_full()
                            ? "it sends commands without end; it was killed"
                            : fmt::format("it was killed after {} ms", patience.count()),
                        latest_commands());
            client_->kill();
            conduct_.output = client_->output();
            client_.reset();
            return;
        }
        note_end();
        if (expected_status_ && conduct_.exit_status != expected_status_) {
            add_finding(fmt::format("exit status {}", *expected_status_),
                        fmt::format("the client ended with {}", *conduct_.exit_status),
                        latest_commands());
        }
    }

    void note_end()
    {
        conduct_.exit_status = client_->exit_status();
        conduct_.output = client_->output();
        conduct_.report = read_report(report_path());
        client_.reset();
    }

    /// Clients start when PC/SC shows the card. Where a scenario keeps it from that, they start
    /// nevertheless, after a while.
    void wait_for_reader()
    {
        if (!is_any_in_reader()) {
            return;
        }
        pump(Clock::now() + patience_for_reader,
             [this] { return is_powered_ && shows_card(options_.readers[0].name); });
    }

    [[nodiscard]] bool is_any_in_reader() const
    {
        const auto cards = host_.call({"list"});
        return cards && std::ranges::any_of(*cards, [](const Json& card) {
                   return !card["reader"].get<std::string>().empty();
               });
    }

    // What happens meanwhile

    /// Until the condition holds; false when it does not in time.
    template <class Condition>
    bool pump(Clock::time_point give_up, Condition is_met)
    {
        while (!is_stopped_) {
            do_what_is_due();
            if (is_met()) {
                return true;
            }
            const auto now = Clock::now();
            if (now >= give_up) {
                return false;
            }
            sleep_until(std::min(give_up, board_.next().value_or(give_up)));
        }
        return false;
    }

    /// Or until something happens; conditions that nothing announces are looked at now and then.
    void sleep_until(Clock::time_point time)
    {
        std::vector<pollfd> waiting{{wake_.descriptor(), POLLIN, 0},
                                    {options_.stop_descriptor, POLLIN, 0}};
        if (client_) {
            waiting.push_back({client_->ended_descriptor(), POLLIN, 0});
            waiting.push_back({client_->output_descriptor(), POLLIN, 0});
        }
        const auto left = std::chrono::ceil<Duration>(time - Clock::now());
        const auto patience = std::clamp(left, Duration::zero(), step_of_waiting);
        poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
        wake_.settle();
        is_stopped_ = (waiting[1].revents & POLLIN) != 0;
        if (client_) {
            client_->read_output();
        }
    }

    void do_what_is_due()
    {
        std::vector<Action> actions = board_.due_at(Clock::now());
        {
            const std::scoped_lock lock{mutex_};
            actions.insert(actions.end(), deferred_.begin(), deferred_.end());
            deferred_.clear();
        }
        for (const Action& action : actions) {
            if (const auto done = take(action); !done) {
                add_finding("trigger", done.error(), {});
            }
        }
    }

    void defer(const std::vector<Action>& actions)
    {
        const std::scoped_lock lock{mutex_};
        deferred_.insert(deferred_.end(), actions.begin(), actions.end());
        wake_.wake();
    }

    /// In the thread of the cards, before the answer leaves.
    void heard(const CardEvent& event)
    {
        if (event.kind == EventKind::PowerOn) {
            is_powered_ = true;
        } else if (event.kind == EventKind::Lost || event.kind == EventKind::Removed) {
            is_powered_ = false;
        }
        std::vector<Action> later;
        for (const Action& action : board_.due_at(event)) {
            if (!is_immediate(action.method)) {
                later.push_back(action);
            } else if (const auto done = host_.call(action); !done) {
                later.push_back(action); // fails again where it can be reported
            }
        }
        defer(later);
    }

    void signalled(const std::string& name) { defer(board_.due_at_signal(name)); }

    const Scenario& scenario_;
    const RunOptions& options_;
    Wake wake_;
    std::mutex mutex_;
    std::vector<Action> deferred_; // for the thread that runs the scenario
    TriggerBoard board_;
    std::atomic<bool> is_powered_ = false;
    bool is_stopped_ = false;
    std::size_t run_began_ = 0; // in events
    std::optional<int> expected_status_;
    Conduct conduct_;
    std::vector<Finding> findings_;
    std::optional<ChildProcess> client_;
    LabHost host_;
    std::shared_ptr<Recording> recording_;
};

} // namespace

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options)
{
    return ScenarioRun{scenario, options}.run();
}

} // namespace uicc::daemon::lab
