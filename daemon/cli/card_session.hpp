#pragma once

#include "crypto/random_source.hpp"
#include "emulator/card/card.hpp"
#include "filesystem/store/memory_store.hpp"

#include <memory>
#include <optional>

namespace uicc::daemon::cli {

/// A card in this process that forgets everything at the end.
class CardSession {
public:
    CardSession(const std::shared_ptr<const emulator::CardDescription>& description,
                std::optional<std::uint64_t> seed);

    [[nodiscard]] emulator::Card& card() { return *card_; }

private:
    filesystem::MemoryStore store_;
    std::unique_ptr<crypto::RandomSource> random_;
    std::optional<emulator::Card> card_;
};

} // namespace uicc::daemon::cli
