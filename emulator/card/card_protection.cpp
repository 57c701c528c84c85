#include "emulator/card/card_state.hpp"
#include "emulator/card/dispatcher.hpp"
#include "emulator/security/key_store.hpp"

#include <algorithm>
#include <utility>

namespace uicc::emulator {
namespace {

constexpr Instruction select_instruction{0xA4};
constexpr Byte select_by_df_name = 0x04;

bool selects_application(const CommandApdu& command)
{
    return command.ins == select_instruction && command.p1 == select_by_df_name;
}

} // namespace

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
        return tl::unexpected{refuse(OwnWords{row.cla}(sw::security_status_not_satisfied),
                                     "the command is not protected, and there was "
                                     "a session")
                                  .error()};
    }
    return {};
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

} // namespace uicc::emulator
