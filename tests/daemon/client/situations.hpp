#pragma once

#include "daemon/client/client.hpp"
#include "tests/daemon/client/paper_card.hpp"

#include <functional>
#include <string>
#include <vector>

namespace uicc::test {

/// A card, a memory and credentials that put one rule of a client to the test, and how a client
/// ends that keeps all rules.
struct Situation {
    daemon::client::Rule rule{};
    std::function<void(
        PaperCard& card, daemon::client::Settings& settings, daemon::client::Memory& memory)>
        arrange{};
    daemon::client::Outcome outcome{};
    std::vector<std::string> ids{}; ///< of the accounts afterwards
};

/// One for each rule that has to do neither with time nor with secure channels.
[[nodiscard]] std::vector<Situation> situations();

} // namespace uicc::test
