#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace uicc::crypto {
class RandomSource;
}

namespace uicc::filesystem {
class CardMemory;
class CardStore;
enum class KeyReference : Byte;
struct StoreError;
} // namespace uicc::filesystem

namespace uicc::emulator {

struct CardDescription;
class CommandHook;
struct CommandSpec;
class LogicalChannels;
class PinStore;

/// What the last command was and why it was refused, in words; for traces and `--explain`.
struct Explanation {
    std::string_view command{}; ///< "READ BINARY"; empty when no command was recognised
    std::string file{};         ///< name of the file concerned, if any
    std::string reason{};       ///< why the card refused or warned; never holds secrets
    bool is_part = false;       ///< of a chain of commands
};

/// One card from reset to reset. Synchronous and single-threaded: bytes in, bytes out; the only
/// outside world it touches is its store.
class Card {
public:
    /// What a card needs from outside; everything outlives the card.
    struct Environment {
        filesystem::CardStore& store;
        crypto::RandomSource& random;
        std::span<const CommandSpec> commands;     ///< the shared command table
        std::span<const CommandSpec> gsm_commands; ///< that of class A0
    };

    /// What lies behind the commands.
    struct Interior {
        filesystem::CardMemory& memory;
        PinStore& pins;
        const LogicalChannels& channels;
    };

    /// Starts in the reset state with what the store kept under `card_name`.
    [[nodiscard]] static Result<Card, filesystem::StoreError> create(
        std::shared_ptr<const CardDescription> description,
        const std::string& card_name,
        const Environment& environment);

    Card(Card&& other) noexcept;
    Card& operator=(Card&& other) noexcept;
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;
    ~Card();

    /// Answer to the last (cold or warm) reset. Cheap, without side effects, in every state.
    [[nodiscard]] ByteView atr() const;

    void power_on();  ///< cold reset
    void reset();     ///< warm reset
    void power_off(); ///< forgets selection and verified PINs

    /// One command APDU in, response data and status word out. Whatever comes in, something
    /// well-formed goes out: malformed commands get 6700, defects of the card itself 6F00.
    [[nodiscard]] Bytes transmit(ByteView command);

    /// The store lost what the last command changed: memory, PINs and selection become what they
    /// were before it. What is to be answered instead (6581, 9240 in class A0); nothing if it had
    /// changed nothing.
    [[nodiscard]] std::optional<Bytes> take_back(std::string_view reason);

    /// Gives somebody a say in what commands do; null: nobody. It outlives the card.
    void set_hook(CommandHook* hook);

    /// Leaves no tries to the PINs that go by a reference, in every application. False when there
    /// is none, or the store does not take it.
    [[nodiscard]] bool block_pin(filesystem::KeyReference reference);

    /// For those who look at the card or change it beside its access rules, between two commands:
    /// its sessions go on, and the next command sees what has been committed. Valid until then.
    [[nodiscard]] Result<Interior, filesystem::StoreError> interior();

    [[nodiscard]] const CardDescription& description() const;
    [[nodiscard]] const Explanation& explanation() const;

    /// Command APDUs since the card was created, malformed ones included.
    [[nodiscard]] std::uint64_t commands() const;

    /// Commands that ended in an exception since the card was created; 0 in a healthy card.
    [[nodiscard]] std::uint64_t internal_errors() const;

private:
    class State;

    explicit Card(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace uicc::emulator
