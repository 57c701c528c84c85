#pragma once

#include "daemon/control/json_rpc.hpp"
#include "daemon/farm/hosted_card.hpp"
#include "daemon/faults/apdu_pattern.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace uicc::daemon::lab {

using control::Json;
using faults::ApduPattern;
using Duration = std::chrono::milliseconds;

/// Something done to the lab: a method of the control API with its parameters.
struct Action {
    std::string method{};
    Json parameters = Json::object();
};

/// A pattern with the words that the scenario wrote for it.
struct Named {
    ApduPattern pattern;
    std::string text{};
};

/// How often a command may and must come.
struct Count {
    std::size_t least = 1;
    std::optional<std::size_t> most{};
};

/// A command that has to come, or must not, in a part of the exchange.
struct CommandExpectation {
    Named command;
    Count count{};
    std::optional<Named> after{};        ///< the part begins behind the first of these
    std::optional<Named> before{};       ///< and ends in front of the first of these
    std::optional<std::size_t> within{}; ///< and has at most so many commands
};

/// Commands that have to come one after the other; others may come between them.
struct OrderExpectation {
    std::vector<Named> commands{};
};

/// What the client under test has to say in the file $VUICC_REPORT: every member that is named here
/// has to be there and equal, lists in any order.
struct ReportExpectation {
    Json report{};
};

/// A text that the client has to print.
struct OutputExpectation {
    std::string text{};
};

/// How the latest run of the client has to end.
struct ExitExpectation {
    int status = 0;
};

struct Expectation {
    std::variant<CommandExpectation,
                 OrderExpectation,
                 ReportExpectation,
                 OutputExpectation,
                 ExitExpectation>
        what;
    std::string text{}; ///< in one line, as in the report
};

/// Starts the client and waits until it ends, or lets it run.
struct RunClient {
    enum class Mode { ToItsEnd, InBackground };

    Mode mode = Mode::ToItsEnd;
    std::optional<int> exit_status = 0; ///< that is expected; none: any will do
};

struct StopClient {};

struct Wait {
    Duration time{};
};

struct WaitFor {
    Named command;
    Duration patience{};
};

struct Check {
    std::vector<Expectation> expectations{};
};

using Step = std::variant<RunClient, StopClient, Wait, WaitFor, Check, Action>;

/// When something is done without being a step: at the n-th command, at the n-th event of a kind,
/// some time after a client was started, or when `vuicc signal` is called.
struct AtCommand {
    Named command;
    std::size_t number = 1;
};

struct AtEvent {
    trace::EventKind kind{};
    std::size_t number = 1;
};

struct AtTime {
    Duration after_start{};
};

struct AtSignal {
    std::string name{};
};

struct Trigger {
    std::variant<AtCommand, AtEvent, AtTime, AtSignal> when;
    std::vector<Action> actions{};
};

struct ScenarioCard {
    std::string name{};
    std::filesystem::path profile{}; ///< the scenario itself where the card stands in it
    DescriptionPtr description{};
    std::optional<unsigned> slot{}; ///< none: it waits to be inserted
};

struct ClientPlan {
    std::vector<std::string> command{}; ///< empty: the one of the command line
    std::vector<std::pair<std::string, std::string>> environment{};
    Duration patience{};
};

/// What a client meets, and how a good one behaves.
struct Scenario {
    std::filesystem::path file{};
    std::string id{};
    std::string about{};
    std::string basis{};
    std::vector<std::string> catalogue{}; ///< faults of the catalogue that it covers
    std::vector<std::string> broken_by{}; ///< rules of the reference client that it depends on
    std::vector<ScenarioCard> cards{};
    ClientPlan client{};
    std::vector<Trigger> triggers{};
    std::vector<Action> preparations{}; ///< done before the first step
    std::vector<Step> steps{};
    std::vector<Expectation> expectations{}; ///< about everything
};

} // namespace uicc::daemon::lab
