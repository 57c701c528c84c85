#pragma once

#include "crypto/random_source.hpp"
#include "emulator/card/card.hpp"
#include "filesystem/store/memory_store.hpp"

#include <memory>
#include <optional>
#include <string>

namespace uicc::daemon::cli {

/// A card in this process that forgets everything at the end.
class CardSession {
public:
    CardSession(const std::shared_ptr<const emulator::CardDescription>& description,
                std::optional<std::uint64_t> seed);

    /// The answer of the card as it comes.
    [[nodiscard]] Bytes transmit(ByteView command);

    /// The answer after fetching what 61XX or 9FXX announces and repeating what 6CXX corrects.
    [[nodiscard]] Bytes exchange(ByteView command);

    /// The command whose answer 61XX or 9FXX announced last, with its file and what the card
    /// remarked: "SELECT on MF", "AUTHENTICATE: AUTS, ..."; empty after a command without one.
    [[nodiscard]] const std::string& announced() const { return announced_; }

    [[nodiscard]] const emulator::Card& card() const { return *card_; }

private:
    filesystem::MemoryStore store_;
    std::unique_ptr<crypto::RandomSource> random_;
    std::optional<emulator::Card> card_;
    std::string announced_;
};

} // namespace uicc::daemon::cli
