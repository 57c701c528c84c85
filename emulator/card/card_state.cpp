#include "emulator/card/card_state.hpp"

#include "emulator/card/dispatcher.hpp"
#include "emulator/card/file_access.hpp"
#include "emulator/card/refusal_words.hpp"
#include "emulator/card/suspension.hpp"
#include "emulator/security/global_platform/card_registry.hpp"
#include "emulator/transport/dialect.hpp"

#include <exception>
#include <utility>

namespace uicc::emulator {
namespace {

constexpr Instruction select_instruction{0xA4};
constexpr Instruction get_data_instruction{0xCA};

/// Has no handler.
constexpr CommandSpec unknown_command{.name = "", .data = CommandData::Optional};

/// The class in whose words a command is refused before it is known.
CommandClass class_of(const Result<CommandApdu, StatusWord>& command)
{
    return command && command->cla == gsm_class ? CommandClass::ClaA0 : CommandClass::Cla0X4X6X;
}

/// Whether the command may be a later block of an object of a BER-TLV EF, TS 102 221 Table 11.35.
bool may_continue_transfer(const CommandSpec& row, const CommandApdu& command)
{
    constexpr Byte block_bits = 0xE0;
    constexpr Byte first_block = 0x80;
    return row.target && row.target->structure == EfTarget::Structure::BerTlv &&
           (command.p2 & block_bits) != first_block;
}

} // namespace

using filesystem::CardMemory;
using filesystem::FileIndex;

Card::State::State(std::shared_ptr<const CardDescription> description,
                   CardMemory memory,
                   const Environment& environment)
    : description_{std::move(description)}, commands_{environment.commands},
      gsm_commands_{environment.gsm_commands}, random_{&environment.random},
      memory_{std::move(memory)}, pins_{description_->pins, memory_}
{
    for (const auto& application : description_->applications) {
        applications_.add(application->adf(), application->install());
    }
}

void Card::State::start_over(const Bytes& atr)
{
    atr_ = &atr;
    channels_.close_all();
    security_ = {};
    pins_.forget_all();
    pins_.copy_verification(before_.verified);
    delivery_.drop();
    chain_.drop();
    memory_.rollback();
}

std::optional<StatusWord> Card::State::take_back(std::string_view reason)
{
    if (memory_.commits() == before_.commits) {
        return std::nullopt;
    }
    is_outdated_ = true;
    channels_.set(before_.channel_number, before_.channel);
    security_.at(before_.channel_number) = {};
    delivery_.drop();
    explanation_.reason = reason;
    static_cast<void>(catch_up()); // or before the next command
    return OwnWords{before_.cla}(sw::memory_problem);
}

Result<Card::Interior, filesystem::StoreError> Card::State::interior()
{
    TRY(catch_up());
    return Interior{.memory = memory_, .pins = pins_, .channels = channels_};
}

CommandResult Card::State::transmit(ByteView octets)
{
    explanation_ = {};
    ++commands_served_;
    before_.commits = memory_.commits();
    try {
        return serve(octets);
    } catch (const std::exception& error) {
        ++internal_errors_;
        security_ = {};
        delivery_.drop();
        chain_.drop();
        memory_.rollback();
        explanation_.reason = std::string{"internal error: "} + error.what();
        return tl::unexpected{sw::no_precise_diagnosis};
    }
}

CommandResult Card::State::refuse(StatusWord status, std::string_view reason)
{
    delivery_.drop();
    chain_.drop();
    explanation_.reason = reason;
    return tl::unexpected{status};
}

/// What is no command may still have the header of one.
CommandResult Card::State::refuse_form(StatusWord status, ByteView octets)
{
    spoil_session(octets);
    if (const auto header = header_in(octets)) {
        if (const auto row = row_of(*header)) {
            name_command(*header, **row);
        }
    }
    return refuse(status, wrong_form(octets));
}

CommandResult Card::State::fetch(const CommandApdu& command, unsigned channel)
{
    auto part = delivery_.get_response(command, channel);
    if (!part) {
        explanation_.reason = nothing_fetched(part.error());
    }
    return part;
}

void Card::State::name_command(const CommandApdu& command, const CommandSpec& row)
{
    explanation_.command = command.ins == get_response_instruction ? "GET RESPONSE" : row.name;
}

CommandResult Card::State::serve(ByteView octets)
{
    const auto command = parse_command(octets);
    if (!stay_suspended(command)) {
        return refuse(OwnWords{class_of(command)}(sw::memory_problem),
                      "the store cannot forget that the card was suspended");
    }
    if (!command) {
        return refuse_form(command.error(), octets);
    }
    const auto row = row_of(*command);
    if (!row) {
        return refuse(row.error(), unserved_class(command->cla, description_->behaviour.classes));
    }
    name_command(*command, **row);
    explanation_.is_part = chain_.is_open() || decode_class(command->cla).value().chained;
    const auto channel = addressed_channel(*command);
    if (!channel) {
        spoil_session(octets);
        return refuse(channel.error(),
                      unserved_channel(decode_class(command->cla).value(), channel.error()));
    }
    const auto whole = chain_.add(*command);
    if (!whole) {
        return refuse(whole.error(), "the command does not continue the chain of commands");
    }
    if (command->ins == get_response_instruction && *whole) {
        return fetch(*command, *channel);
    }
    delivery_.drop();
    TRY(admit(*command, **row));
    return *whole ? serve_whole(**whole, *channel, **row) : ResponseApdu{};
}

/// Whether there is still a card that could carry the command, or a part of it, out.
Result<void, StatusWord> Card::State::admit(const CommandApdu& command, const CommandSpec& row)
{
    if (const auto current = catch_up(); !current) {
        return tl::unexpected{
            refuse(OwnWords{row.cla}(sw::memory_problem), current.error().what).error()};
    }
    const bool is_ended = (is_terminated() && command.ins != get_data_instruction) ||
                          (usage_is_terminated(memory_) && command.ins != select_instruction);
    if (is_ended) {
        return tl::unexpected{
            refuse(OwnWords{row.cla}(sw::conditions_of_use_not_satisfied), "the card is terminated")
                .error()};
    }
    return {};
}

CommandResult Card::State::serve_whole(const CommandApdu& command,
                                       unsigned channel,
                                       const CommandSpec& row)
{
    remember(channel, row.cla);
    auto result = serve_protected(row, channel, command);
    return result && description_->behaviour.dialect == Dialect::T0
               ? delivery_.hold(command, channel, *std::move(result))
               : std::move(result);
}

/// GPCS §5.1.1.5: the end; nothing is left but GET DATA.
bool Card::State::is_terminated()
{
    using namespace global_platform;
    return !description_->registry.empty() &&
           CardRegistry{description_->registry, memory_}.card_life_cycle() ==
               life_cycle::card_terminated;
}

Result<void, filesystem::StoreError> Card::State::catch_up()
{
    if (is_outdated_) {
        TRY(memory_.reload());
        pins_.reload(before_.verified);
        is_outdated_ = false;
    }
    return {};
}

void Card::State::remember(unsigned channel_number, CommandClass cla)
{
    before_.cla = cla;
    before_.channel_number = channel_number;
    before_.channel = channels_.at(channel_number);
    pins_.copy_verification(before_.verified);
}

/// Whoever goes on without resuming ends the suspension, TS 102 221 §11.1.22, be it with octets
/// that are no command. False when the store does not take that.
bool Card::State::stay_suspended(const Result<CommandApdu, StatusWord>& command)
{
    const bool goes_on =
        command && (!ends_suspension(*command) ||
                    (command->ins == get_response_instruction && delivery_.is_waiting()));
    if (goes_on || !catch_up() || !memory_.cell(suspension_cell)) {
        return true;
    }
    remember(0, class_of(command)); // the change may be taken back as that of a command
    forget_suspension(memory_);
    const bool kept = memory_.commit().has_value();
    if (!kept) {
        memory_.rollback();
    }
    return kept;
}

Result<unsigned, StatusWord> Card::State::addressed_channel(const CommandApdu& command) const
{
    const ClassByte cla = decode_class(command.cla).value();
    if (!channels_.is_open(cla.channel)) {
        return tl::unexpected{sw::channel_not_supported};
    }
    if (cla.chained && (!description_->behaviour.command_chaining || cla.secure_messaging)) {
        return tl::unexpected{sw::command_chaining_not_supported};
    }
    return cla.channel;
}

/// A command works on a copy of its channel; memory and channel change together, and only when the
/// status word says success.
CommandResult Card::State::run(const CommandSpec& row,
                               unsigned channel_number,
                               const CommandApdu& command)
{
    if (!may_continue_transfer(row, command)) {
        channels_.drop_transfer(channel_number);
    }
    const LogicalChannel& channel = channels_.at(channel_number);
    CommandContext context{*description_,
                           memory_,
                           pins_,
                           channels_,
                           *random_,
                           explanation_,
                           applications_,
                           applications_.at(channel.application),
                           channel_number,
                           channel,
                           security_.at(channel_number),
                           std::exchange(security_.at(channel_number).challenge, {}),
                           std::exchange(security_.at(channel_number).pending, {}),
                           std::exchange(security_.at(channel_number).transfer, {})};
    auto result = carry_out(row, context, command);
    if (result) {
        result = deliver(row, command, *std::move(result));
        if (!result) {
            undo(row.channel_use, context);
        }
    }
    if (!result) {
        memory_.rollback();
        return result;
    }
    if (const auto kept = memory_.commit(); !kept) {
        context.security = {};
        return refuse(OwnWords{row.cla}(sw::memory_problem), kept.error().what);
    }
    settle(channel_number, context.channel);
    return result;
}

CommandResult Card::State::carry_out(const CommandSpec& row,
                                     CommandContext& context,
                                     const CommandApdu& command)
{
    const OwnWords in_own_words{row.cla};
    TRY(prepare(row, context, command).map_error(in_own_words));
    channels_before_.reset();
    const bool works_on_ef = row.target.has_value(); // and so on nothing but the memory
    if (hook_ != nullptr ||
        (!works_on_ef && can_refuse_le(description_->behaviour.dialect, command))) {
        channels_before_ = channels_;
    }
    if (hook_ != nullptr) {
        if (const auto refusal = hook_->before(explanation_)) {
            return tl::unexpected{*refusal};
        }
    }
    return hand_over(row, context, command).map_error(in_own_words);
}

CommandResult Card::State::hand_over(const CommandSpec& row,
                                     CommandContext& context,
                                     const CommandApdu& command) const
{
    if (row.handler != nullptr) {
        return row.handler(context, command);
    }
    const auto own = context.application != nullptr ? context.application->commands()
                                                    : std::span<const CommandSpec>{};
    return context.refuse(sw::instruction_not_supported,
                          unknown_instruction(command, description_->behaviour.classes,
                                              {own, commands_, gsm_commands_}));
}

/// What Le and the hook say to the answer of a command that is done.
CommandResult Card::State::deliver(const CommandSpec& row,
                                   const CommandApdu& command,
                                   ResponseApdu answer)
{
    const Behaviour& behaviour = description_->behaviour;
    const bool may_differ = row.target && row.cla != CommandClass::ClaA0;
    const ShortRead short_read = may_differ ? behaviour.short_read : ShortRead::ByDialect;
    auto fitting = fit_to_le(behaviour.dialect, short_read, command, std::move(answer))
                       .map_error(OwnWords{row.cla});
    if (!fitting || hook_ == nullptr) {
        return fitting;
    }
    const auto refusal =
        hook_->after(explanation_, {.answer = *fitting, .writes = memory_.has_staged_changes()});
    return refusal ? CommandResult{tl::unexpected{*refusal}} : std::move(fitting);
}

/// Opened channels, verified PINs and what was begun on the channel are no part of the memory, and
/// have to be taken back one by one.
void Card::State::undo(ChannelUse use, CommandContext& context)
{
    if (!channels_before_) {
        return;
    }
    memory_.rollback();
    channels_ = *channels_before_;
    pins_.reload(before_.verified);
    context.security.session_ends = false;
    context.security.challenge.clear();
    context.security.pending.reset();
    context.security.transfer.reset();
    if (use == ChannelUse::Begins) {
        context.security = {};
    }
}

/// A session for an application ends with it.
void Card::State::follow_changed_files()
{
    for (unsigned number = 0; number < LogicalChannels::maximum; ++number) {
        if (!channels_.is_open(number)) {
            continue;
        }
        LogicalChannel channel = channels_.at(number);
        if (follow_files(channel, memory_.image())) {
            security_.at(number).session_ends = true;
            any_begun_ = true;
        }
        channels_.set(number, channel);
    }
}

/// Local PINs do not outlive the last session of their application, TS 102 221 §9.4.
void Card::State::settle(unsigned channel_number, const LogicalChannel& channel)
{
    if (channels_.is_open(channel_number)) { // a channel may have closed itself
        channels_.set(channel_number, channel);
    }
    if (memory_.has_files_of_its_own()) {
        follow_changed_files();
    }
    for (const FileIndex application : memory_.image().applications()) {
        if (!channels_.has_active(application)) {
            pins_.forget_local(application);
        }
    }
}

/// The active application knows first what a command means. An instruction that nobody knows is
/// found out behind its protection, which has to be right all the same.
Result<const CommandSpec*, StatusWord> Card::State::row_of(const CommandApdu& command) const
{
    const auto cla = decode_class(command.cla);
    if (cla && !is_offered(description_->behaviour.classes, cla->group)) {
        return tl::unexpected{sw::class_not_supported};
    }
    const bool gsm = cla && cla->group == ClassByte::Group::Gsm;
    if (cla && !gsm && channels_.is_open(cla->channel)) {
        const Application* active = applications_.at(channels_.at(cla->channel).application);
        if (active != nullptr) {
            if (const auto own = find_command(active->commands(), command)) {
                return own;
            }
        }
    }
    const auto row = find_command(gsm ? gsm_commands_ : commands_, command);
    const bool unknown = !row && row.error() == sw::instruction_not_supported;
    return unknown ? Result<const CommandSpec*, StatusWord>{&unknown_command} : row;
}

} // namespace uicc::emulator
