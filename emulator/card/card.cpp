#include "emulator/card/card.hpp"

#include "emulator/apdu/gsm_status_word.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_hook.hpp"
#include "emulator/card/command_spec.hpp"
#include "emulator/card/dispatcher.hpp"
#include "emulator/card/suspension.hpp"
#include "emulator/security/global_platform/card_registry.hpp"
#include "emulator/security/key_store.hpp"
#include "emulator/transport/command_chain.hpp"
#include "emulator/transport/dialect.hpp"
#include "emulator/transport/response_delivery.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <vector>

namespace uicc::emulator {
namespace {

constexpr Instruction select_instruction{0xA4};
constexpr Byte select_by_df_name = 0x04;
constexpr Instruction get_data_instruction{0xCA};

constexpr CommandSpec unknown_command{
    .name = "",
    .data = CommandData::Optional,
    .handler = [](CommandContext& context, const CommandApdu& /*command*/) -> CommandResult {
        return context.refuse(sw::instruction_not_supported,
                              "no command has this instruction in its class");
    }};

bool is_offered(CommandClasses classes, ClassByte::Group group)
{
    const CommandClasses lone =
        group == ClassByte::Group::Gsm ? CommandClasses::Gsm : CommandClasses::Uicc;
    return classes == CommandClasses::Both || classes == lone;
}

/// Class A0 has words of its own for what went wrong.
StatusWord in_words_of(CommandClass cla, StatusWord status)
{
    return cla == CommandClass::ClaA0 ? in_gsm_words(status) : status;
}

bool selects_application(const CommandApdu& command)
{
    return command.ins == select_instruction && command.p1 == select_by_df_name;
}

} // namespace

using filesystem::CardMemory;
using filesystem::FileIndex;

class Card::State {
public:
    State(std::shared_ptr<const CardDescription> description,
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

    void start_over(const Bytes& atr)
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

    /// What the last command is answered instead; nothing when it changed nothing.
    std::optional<StatusWord> take_back(std::string_view reason)
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
        return in_words_of(before_.cla, sw::memory_problem);
    }

    Result<Interior, filesystem::StoreError> interior()
    {
        TRY(catch_up());
        return Interior{.memory = memory_, .pins = pins_, .channels = channels_};
    }

    /// The edge where whatever went wrong inside becomes 6F00.
    CommandResult transmit(ByteView octets)
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
    [[nodiscard]] bool usage_is_terminated() const;
    CommandResult run(const CommandSpec& row, unsigned channel_number, const CommandApdu& command);
    CommandResult carry_out(const CommandSpec& row,
                            CommandContext& context,
                            const CommandApdu& command);
    CommandResult hear_hook(ChannelUse use, CommandContext& context, ResponseApdu answer);
    Result<unsigned, StatusWord> addressed_channel(const CommandApdu& command) const;
    CommandResult refuse(StatusWord status, std::string_view reason);
    Result<void, filesystem::StoreError> catch_up();
    void remember(unsigned channel_number, CommandClass cla);
    [[nodiscard]] bool stay_suspended(const CommandApdu& command);
    void settle(unsigned channel_number, const LogicalChannel& channel);
    void follow_changed_files();
    [[nodiscard]] Result<const CommandSpec*, StatusWord> row_of(const CommandApdu& command) const;

    std::shared_ptr<const CardDescription> description_;
    std::span<const CommandSpec> commands_;
    std::span<const CommandSpec> gsm_commands_;
    crypto::RandomSource* random_;
    CardMemory memory_;
    PinStore pins_;
    Applications applications_;
    LogicalChannels channels_;
    std::array<ChannelSecurity, LogicalChannels::maximum> security_;
    bool any_begun_ = false; // on some channel something was begun
    CommandChain chain_;
    ResponseDelivery delivery_;
    CommandHook* hook_ = nullptr;
    LogicalChannels channels_before_; // the command, where there is a hook
    Explanation explanation_;
    Before before_;
    bool is_outdated_ = false; // the memory has changes that the store has lost
    const Bytes* atr_ = &description_->cold_atr;
    std::uint64_t commands_served_ = 0;
    std::uint64_t internal_errors_ = 0;
};

CommandResult Card::State::refuse(StatusWord status, std::string_view reason)
{
    delivery_.drop();
    chain_.drop();
    explanation_.reason = reason;
    return tl::unexpected{status};
}

CommandResult Card::State::serve(ByteView octets)
{
    const auto command = parse_command(octets);
    if (!command) {
        spoil_session(octets);
        return refuse(command.error(), "not one of the APDU forms of ISO/IEC 7816-4");
    }
    const auto row = row_of(*command);
    if (!row) {
        return refuse(row.error(), "no command has this class");
    }
    const bool fetches = command->ins == get_response_instruction;
    explanation_.command = fetches ? "GET RESPONSE" : (*row)->name;
    const auto channel = addressed_channel(*command);
    if (!channel) {
        spoil_session(octets);
        return refuse(channel.error(), "channel not open, or chaining asked for");
    }
    const auto whole = chain_.add(*command);
    if (!whole) {
        return refuse(whole.error(), "the command does not continue the chain of commands");
    }
    if (fetches && *whole) {
        return delivery_.get_response(*command, *channel);
    }
    delivery_.drop();
    return *whole ? serve_whole(**whole, *channel, **row) : ResponseApdu{};
}

CommandResult Card::State::serve_whole(const CommandApdu& command,
                                       unsigned channel,
                                       const CommandSpec& row)
{
    if (const auto current = catch_up(); !current) {
        return refuse(in_words_of(row.cla, sw::memory_problem), current.error().what);
    }
    const bool is_ended = (is_terminated() && command.ins != get_data_instruction) ||
                          (usage_is_terminated() && command.ins != select_instruction);
    if (is_ended) {
        return refuse(in_words_of(row.cla, sw::conditions_of_use_not_satisfied),
                      "the card is terminated");
    }
    remember(channel, row.cla);
    if (!stay_suspended(command)) {
        return refuse(in_words_of(row.cla, sw::memory_problem),
                      "the store cannot forget that the card was suspended");
    }
    auto result = serve_protected(row, channel, command);
    return result && description_->behaviour.dialect == Dialect::T0
               ? delivery_.hold(command, channel, *std::move(result))
               : std::move(result);
}

/// Takes the protection of the channel's session off the command, and puts it on the answer.
CommandResult Card::State::serve_protected(const CommandSpec& row,
                                           unsigned channel_number,
                                           const CommandApdu& command)
{
    ChannelSecurity& security = security_.at(channel_number);
    const bool is_protected =
        decode_class(command.cla).value().secure_messaging ||
        (security.session && security.session->unprotected() == Unprotected::Accepted);
    if (!is_protected || row.channel_use == ChannelUse::Begins) {
        TRY(admit_unprotected(row, security, command));
        auto result = run(row, channel_number, command);
        end_sessions(channel_number);
        return result;
    }
    const auto plain = security.session ? security.session->unwrap(command)
                                        : open_implicitly(channel_number, command);
    if (!plain) {
        security = {};
        return refuse(plain.error(), plain.error() == sw::secure_messaging_not_supported
                                         ? "no session on the channel is protected this way"
                                         : "the protection of the command is not right");
    }
    auto result = run_in_session(row, channel_number, *plain, command);
    end_sessions(channel_number);
    return result;
}

/// The protection of a command without a session opens one where the keys are for SCP02 with
/// implicit initiation, GPCS §E.1.2. That costs a try, and counts the session for good.
Result<PlainCommand, StatusWord> Card::State::open_implicitly(unsigned channel_number,
                                                              const CommandApdu& command)
{
    using namespace global_platform;
    const ApplicationKeys* keys =
        description_->channel_keys(channels_.at(channel_number).application);
    if (keys == nullptr || !keys->scp02 || keys->scp02->explicit_initiation()) {
        return tl::unexpected{sw::secure_messaging_not_supported};
    }
    KeyStore store{*keys, memory_};
    const auto sets = store.all();
    const auto key_set = std::ranges::find(sets, KeyType::Des, &KeySet::type);
    if (key_set == sets.end()) {
        return tl::unexpected{sw::secure_messaging_not_supported};
    }
    TRY(store.spend_try(key_set->version));
    auto opened = initiate_implicitly({*keys->scp02, *key_set, keys->diversification_data,
                                       memory_.header(keys->owner).aid.value().octets()},
                                      command);
    if (!opened) {
        return tl::unexpected{opened.error()};
    }
    store.succeed(key_set->version, true);
    if (!memory_.commit()) {
        return tl::unexpected{sw::memory_problem};
    }
    security_.at(channel_number).session = std::move(opened->session);
    security_.at(channel_number).key_set = key_set->version;
    return std::move(opened->command);
}

CommandResult Card::State::run_in_session(const CommandSpec& row,
                                          unsigned channel_number,
                                          const PlainCommand& plain,
                                          const CommandApdu& command)
{
    const ChannelSecurity& security = security_.at(channel_number);
    CommandApdu inner = plain.apdu();
    if (inner.ne) {
        const std::size_t room = security.session->room(command.ne ? command.ne->limit : 0);
        if (room == 0) {
            explanation_.reason = "Le has no room for a protected answer";
            return security.session->wrap({.status = sw::wrong_length});
        }
        inner.ne->as_many_as_available |= room < inner.ne->limit;
        inner.ne->limit = std::min(inner.ne->limit, room);
    }
    auto result = run(row, channel_number, inner);
    if (!security.session) { // the store has failed
        return result;
    }
    return security.session->wrap(result ? *result : ResponseApdu{.status = result.error()});
}

/// What a session says to a command without its protection. Whoever selects an application or
/// begins anew leaves the session.
Result<void, StatusWord> Card::State::admit_unprotected(const CommandSpec& row,
                                                        ChannelSecurity& security,
                                                        const CommandApdu& command)
{
    if (!security.session || row.channel_use == ChannelUse::Beside) {
        return {};
    }
    const Unprotected unprotected = security.session->unprotected();
    const bool leaves = row.channel_use == ChannelUse::Begins || selects_application(command);
    if (leaves || unprotected == Unprotected::EndsSession) {
        security.end_session();
    } else if (unprotected == Unprotected::Refused) {
        security.end_session();
        return tl::unexpected{refuse(in_words_of(row.cla, sw::security_status_not_satisfied),
                                     "the command is not protected, and there was "
                                     "a session")
                                  .error()};
    }
    return {};
}

/// GPCS §5.1.1.5: the end; nothing is left but GET DATA.
bool Card::State::is_terminated()
{
    using namespace global_platform;
    return !description_->registry.empty() &&
           CardRegistry{description_->registry, memory_}.card_life_cycle() ==
               life_cycle::card_terminated;
}

/// TS 102 222 §6.9: the end as well; nothing is left but SELECT of the MF.
bool Card::State::usage_is_terminated() const
{
    return memory_.life_cycle(filesystem::mf_index) == filesystem::LifeCycle::Terminated;
}

/// Sessions end with the application that they were for; nothing outlives its channel, neither an
/// authentication nor what one has begun.
void Card::State::end_sessions(unsigned channel_number)
{
    any_begun_ |= !security_.at(channel_number).is_fresh();
    if (!std::exchange(any_begun_, false)) { // the usual card has no sessions
        return;
    }
    for (unsigned number = 0; number < security_.size(); ++number) {
        ChannelSecurity& security = security_[number];
        const bool is_over = security.session_ends || !channels_.is_open(number);
        if (is_over && !security.is_fresh()) {
            security = {};
        }
        any_begun_ |= !security.is_fresh();
    }
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

/// Whoever goes on without resuming ends the suspension, TS 102 221 §11.1.22. False when the store
/// does not take that.
bool Card::State::stay_suspended(const CommandApdu& command)
{
    if (!ends_suspension(command) || !memory_.cell(suspension_cell)) {
        return true;
    }
    memory_.clear_cell(suspension_cell);
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
    if (!row.target || row.target->structure != EfTarget::Structure::BerTlv) {
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
    const Behaviour& behaviour = description_->behaviour;
    const auto in_own_words = [&row](StatusWord status) { return in_words_of(row.cla, status); };
    auto result = carry_out(row, context, command);
    if (result) {
        const bool may_differ = row.target && row.cla != CommandClass::ClaA0;
        const ShortRead short_read = may_differ ? behaviour.short_read : ShortRead::ByDialect;
        result = fit_to_le(behaviour.dialect, short_read, command, *std::move(result))
                     .map_error(in_own_words);
    }
    if (result && hook_ != nullptr) {
        result = hear_hook(row.channel_use, context, *std::move(result));
    }
    if (!result) {
        memory_.rollback();
        return result;
    }
    if (const auto kept = memory_.commit(); !kept) {
        context.security = {};
        return refuse(in_own_words(sw::memory_problem), kept.error().what);
    }
    settle(channel_number, context.channel);
    return result;
}

CommandResult Card::State::carry_out(const CommandSpec& row,
                                     CommandContext& context,
                                     const CommandApdu& command)
{
    const auto in_own_words = [&row](StatusWord status) { return in_words_of(row.cla, status); };
    TRY(prepare(row, context, command).map_error(in_own_words));
    if (hook_ != nullptr) {
        channels_before_ = channels_;
        if (const auto refusal = hook_->before(explanation_)) {
            return tl::unexpected{*refusal};
        }
    }
    return row.handler(context, command).map_error(in_own_words);
}

/// Opened channels and verified PINs are no part of the memory, and have to be taken back one by
/// one.
CommandResult Card::State::hear_hook(ChannelUse use, CommandContext& context, ResponseApdu answer)
{
    const auto refusal =
        hook_->after(explanation_, {.answer = answer, .writes = memory_.has_staged_changes()});
    if (!refusal) {
        return answer;
    }
    memory_.rollback();
    channels_ = channels_before_;
    pins_.reload(before_.verified);
    context.security.challenge.clear();
    context.security.pending.reset();
    context.security.transfer.reset();
    if (use == ChannelUse::Begins) {
        context.security = {};
    }
    return tl::unexpected{*refusal};
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

/// A command whose protection cannot even be looked at is a wrong one, GPCS §10.2.3.
void Card::State::spoil_session(ByteView octets)
{
    const auto cla = octets.empty() ? std::nullopt : decode_class(octets.front());
    if (!cla || !channels_.is_open(cla->channel)) {
        return;
    }
    ChannelSecurity& security = security_.at(cla->channel);
    if (security.session && security.session->unprotected() != Unprotected::Accepted) {
        security.end_session();
    }
}

Card::Card(std::unique_ptr<State> state) : state_{std::move(state)} {}
Card::Card(Card&& other) noexcept = default;
Card& Card::operator=(Card&& other) noexcept = default;
Card::~Card() = default;

Result<Card, filesystem::StoreError> Card::create(
    std::shared_ptr<const CardDescription> description,
    const std::string& card_name,
    const Environment& environment)
{
    CardMemory memory = TRY(CardMemory::open(description->files, environment.store,
                                             {card_name, description->profile_hash}));
    return Card{std::make_unique<State>(std::move(description), std::move(memory), environment)};
}

ByteView Card::atr() const
{
    return state_->atr();
}

void Card::power_on()
{
    state_->start_over(state_->description().cold_atr);
}

void Card::reset()
{
    state_->start_over(state_->description().warm_atr);
}

void Card::power_off()
{
    state_->start_over(state_->description().cold_atr);
}

Bytes Card::transmit(ByteView command)
{
    auto result = state_->transmit(command);
    Bytes response = result ? std::move(result->data) : Bytes{};
    const StatusWord status = result ? result->status : result.error();
    response.push_back(status.sw1());
    response.push_back(status.sw2());
    return response;
}

std::optional<Bytes> Card::take_back(std::string_view reason)
{
    const auto status = state_->take_back(reason);
    return status ? std::optional{Bytes{status->sw1(), status->sw2()}} : std::nullopt;
}

void Card::set_hook(CommandHook* hook)
{
    state_->set_hook(hook);
}

bool Card::block_pin(filesystem::KeyReference reference)
{
    return state_->block_pin(reference);
}

Result<Card::Interior, filesystem::StoreError> Card::interior()
{
    return state_->interior();
}

const CardDescription& Card::description() const
{
    return state_->description();
}

const Explanation& Card::explanation() const
{
    return state_->explanation();
}

std::uint64_t Card::commands() const
{
    return state_->commands();
}

std::uint64_t Card::internal_errors() const
{
    return state_->internal_errors();
}

} // namespace uicc::emulator
