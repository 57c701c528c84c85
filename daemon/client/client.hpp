#pragma once

#include "crypto/random_source.hpp"
#include "daemon/client/card/file_reader.hpp"
#include "daemon/client/card/transport.hpp"
#include "daemon/client/memory.hpp"
#include "daemon/client/report.hpp"
#include "daemon/client/rules.hpp"

namespace uicc::daemon::client {

struct Settings {
    Conduct conduct{};
    card::Credentials credentials{};
};

/// One boot with the card: finds the bootstrap data, reads and judges them, and brings the memory
/// up to date. Nothing of a card that could not be used to the end gets into the memory.
[[nodiscard]] Report boot(card::Transport& transport,
                          crypto::RandomSource& random,
                          const Settings& settings,
                          Memory& memory);

/// A boot that never got to a card. An empty reader means that the accounts have lost their card.
[[nodiscard]] Report boot_without_card(const card::Failure& failure,
                                       const Settings& settings,
                                       Memory& memory);

} // namespace uicc::daemon::client
