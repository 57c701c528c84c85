#pragma once

#include "daemon/lab/scenario.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::daemon::lab {

/// What the names in a scenario can stand for.
struct Vocabulary {
    const control::Methods& methods;
    std::vector<std::string> cards{};
};

/// One action or a list of them: `method: {parameter: value}`.
[[nodiscard]] std::vector<Action> read_actions(profiles::Report& report,
                                               const profiles::yaml::Node& node,
                                               const Vocabulary& words);

/// A list of faults, each the action that adds it.
[[nodiscard]] std::vector<Action> read_faults(profiles::Report& report,
                                              const profiles::yaml::Node& list,
                                              const Vocabulary& words);

[[nodiscard]] std::vector<Trigger> read_triggers(profiles::Report& report,
                                                 const profiles::yaml::Node& list,
                                                 const Vocabulary& words);

[[nodiscard]] std::vector<Step> read_steps(profiles::Report& report,
                                           const profiles::yaml::Node& list,
                                           const Vocabulary& words);

} // namespace uicc::daemon::lab
