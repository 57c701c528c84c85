#pragma once

#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace uicc::test {

/// What a test wants to be different from the usual test card.
struct TestCardOptions {
    emulator::Behaviour behaviour{};
    bool pin1_enabled = true;
    bool with_universal_pin = false;
    bool offers_suspension = false; ///< by an EF.UMPC
    bool managed_mf = false;        ///< ADM1 may do everything in the MF
};

/// A small card with one of everything; tests/support/test_card.cpp lists its files.
[[nodiscard]] std::shared_ptr<const emulator::CardDescription> describe_test_card(
    const TestCardOptions& options = {});

/// A card in a reader of its own, in hexadecimal.
class CardUnderTest {
public:
    explicit CardUnderTest(const TestCardOptions& options = {});
    CardUnderTest(std::shared_ptr<const emulator::CardDescription> description,
                  filesystem::CardStore& store);

    /// Sends an APDU, "00A4000C 02 3F00"; the answer has no blanks.
    std::string send(std::string_view command);

    [[nodiscard]] emulator::Card& card() { return *card_; }

    /// The process ends and the card comes back with what the store kept.
    void restart();

private:
    void start();

    std::shared_ptr<const emulator::CardDescription> description_;
    filesystem::MemoryStore own_store_;
    filesystem::CardStore* store_ = &own_store_;
    crypto::SeededRandom random_{1};
    std::optional<emulator::Card> card_;
};

} // namespace uicc::test
