#pragma once

#include "emulator/card/card.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_hook.hpp"
#include "emulator/card/command_spec.hpp"
#include "emulator/transport/command_chain.hpp"
#include "emulator/transport/response_delivery.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace uicc::emulator {

/// What a card does with a command, from its octets to its answer. card_state.cpp has the way of a
/// command through the card, card_protection.cpp what secure messaging adds to it.
class Card::State {
public:
    State(std::shared_ptr<const CardDescription> description,
          filesystem::CardMemory memory,
          const Environment& environment);

    [[nodiscard]] const CardDescription& description() const { return *description_; }
    [[nodiscard]] const Explanation& explanation() const { return explanation_; }
    [[nodiscard]] std::uint64_t commands() const { return commands_served_; }
    [[nodiscard]] std::uint64_t internal_errors() const { return internal_errors_; }
    [[nodiscard]] ByteView atr() const { return *atr_; }
    [[nodiscard]] bool block_pin(filesystem::KeyReference reference)
    {
        return pins_.block(reference);
    }
    void set_hook(CommandHook* hook) { hook_ = hook; }

    void start_over(const Bytes& atr);

    /// What the last command is answered instead; nothing when it changed nothing.
    std::optional<StatusWord> take_back(std::string_view reason);

    Result<Interior, filesystem::StoreError> interior();

    /// The edge where whatever went wrong inside becomes 6F00.
    CommandResult transmit(ByteView octets);

private:
    /// What a change that does not last leaves behind.
    struct Before {
        std::uint64_t commits = 0;
        CommandClass cla{};
        unsigned channel_number = 0;
        LogicalChannel channel{};
        PinStore::Verification verified{};
    };

    CommandResult serve(ByteView octets);
    Result<void, StatusWord> admit(const CommandApdu& command, const CommandSpec& row);
    CommandResult serve_whole(const CommandApdu& command, unsigned channel, const CommandSpec& row);
    CommandResult serve_protected(const CommandSpec& row,
                                  unsigned channel_number,
                                  const CommandApdu& command);
    Result<PlainCommand, StatusWord> open_implicitly(unsigned channel_number,
                                                     const CommandApdu& command);
    CommandResult run_in_session(const CommandSpec& row,
                                 unsigned channel_number,
                                 const PlainCommand& plain,
                                 const CommandApdu& command);
    Result<void, StatusWord> admit_unprotected(const CommandSpec& row,
                                               ChannelSecurity& security,
                                               const CommandApdu& command);
    void end_sessions(unsigned channel_number);
    void spoil_session(ByteView octets);
    [[nodiscard]] bool is_terminated();
    CommandResult run(const CommandSpec& row, unsigned channel_number, const CommandApdu& command);
    CommandResult hand_over(const CommandSpec& row,
                            CommandContext& context,
                            const CommandApdu& command) const;
    CommandResult carry_out(const CommandSpec& row,
                            CommandContext& context,
                            const CommandApdu& command);
    CommandResult deliver(const CommandSpec& row, const CommandApdu& command, ResponseApdu answer);
    void undo(ChannelUse use, CommandContext& context);
    Result<unsigned, StatusWord> addressed_channel(const CommandApdu& command) const;
    CommandResult refuse(StatusWord status, std::string_view reason);
    CommandResult refuse_form(StatusWord status, ByteView octets);
    CommandResult fetch(const CommandApdu& command, unsigned channel);
    void name_command(const CommandApdu& command, const CommandSpec& row);
    Result<void, filesystem::StoreError> catch_up();
    void remember(unsigned channel_number, CommandClass cla);
    [[nodiscard]] bool stay_suspended(const Result<CommandApdu, StatusWord>& command);
    void settle(unsigned channel_number, const LogicalChannel& channel);
    void follow_changed_files();
    [[nodiscard]] Result<const CommandSpec*, StatusWord> row_of(const CommandApdu& command) const;

    std::shared_ptr<const CardDescription> description_;
    std::span<const CommandSpec> commands_;
    std::span<const CommandSpec> gsm_commands_;
    crypto::RandomSource* random_;
    filesystem::CardMemory memory_;
    PinStore pins_;
    Applications applications_;
    LogicalChannels channels_;
    std::array<ChannelSecurity, LogicalChannels::maximum> security_;
    bool any_begun_ = false; // on some channel something was begun
    CommandChain chain_;
    ResponseDelivery delivery_;
    CommandHook* hook_ = nullptr;
    std::optional<LogicalChannels> channels_before_; // the command, where its answer may be refused
    Explanation explanation_;
    Before before_;
    bool is_outdated_ = false; // the memory has changes that the store has lost
    const Bytes* atr_ = &description_->cold_atr;
    std::uint64_t commands_served_ = 0;
    std::uint64_t internal_errors_ = 0;
};

} // namespace uicc::emulator
