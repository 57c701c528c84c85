#pragma once

#include "crypto/seeded_random.hpp"
#include "daemon/client/card/transport.hpp"
#include "emulator/card/card.hpp"
#include "filesystem/store/memory_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace uicc::test {

/// A card of the emulator in this process.
class EmulatorCard : public daemon::client::card::Transport {
public:
    using Answer = Result<Bytes, daemon::client::card::Failure>;

    /// profiles/cards/<name>.
    explicit EmulatorCard(const std::string& profile);

    /// Changes an answer on its way to the client.
    std::function<void(const std::string& command, Bytes& answer)> distortion{};

    [[nodiscard]] Answer transmit(ByteView command) override;
    [[nodiscard]] Result<void, daemon::client::card::Failure> resume() override { return {}; }

    [[nodiscard]] emulator::Card& card() { return *card_; }
    [[nodiscard]] const std::vector<std::string>& commands() const { return commands_; }

    /// How many commands had this instruction, in hexadecimal digits.
    [[nodiscard]] std::size_t count(const std::string& instruction) const;

private:
    filesystem::MemoryStore store_{};
    crypto::SeededRandom random_{1};
    std::optional<emulator::Card> card_{};
    std::vector<std::string> commands_{};
};

} // namespace uicc::test
