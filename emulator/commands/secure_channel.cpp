#include "emulator/commands/secure_channel.hpp"

#include "emulator/security/key_store.hpp"

#include <fmt/format.h>

namespace uicc::emulator::commands {
namespace {

using global_platform::KeySet;
using global_platform::Session;

/// Another channel may have used, replaced or removed the key set meanwhile; who replays there what
/// a host has sent here must find the card one session further.
bool is_as_before(const KeySet& before, const std::optional<KeySet>& now)
{
    return now && now->sequence_counter == before.sequence_counter &&
           equal_in_constant_time(now->keys.enc, before.keys.enc) &&
           equal_in_constant_time(now->keys.mac, before.keys.mac);
}

/// Where there are no keys either, 7A is EXCHANGE CAPABILITIES, which this card has not.
StatusWord without_session(const CommandContext& context)
{
    const bool has_keys = context.description.channel_keys(context.channel.application) != nullptr;
    return has_keys ? sw::conditions_of_use_not_satisfied : sw::instruction_not_supported;
}

} // namespace

CommandResult initialize_update(CommandContext& context, const CommandApdu& command)
{
    const ApplicationKeys* keys = context.description.channel_keys(context.channel.application);
    if (keys == nullptr) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "neither the application nor a security domain has keys");
    }
    if (command.p2 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P2, the key identifier, is 00");
    }
    const KeyStore store{*keys, context.memory};
    const auto key_set = store.find(command.p1);
    const auto protocol = key_set ? store.protocol_for(key_set->type) : std::nullopt;
    if (!protocol) {
        return context.refuse(sw::referenced_data_not_found,
                              fmt::format("there is no key version {:02X}", command.p1));
    }
    if (store.is_locked(key_set->version)) {
        return context.refuse(sw::authentication_method_blocked,
                              "too many authentications with these keys have failed");
    }
    auto answer = global_platform::initialize_update(
        {*protocol, *key_set, keys->diversification_data,
         context.memory.header(keys->owner).aid.value().octets()},
        command.data, context.random);
    if (!answer) {
        return context.refuse(answer.error(), "the host challenge has another size, or the "
                                              "sequence counter has come to its end");
    }
    context.security.pending = {keys->owner, *key_set, std::move(answer->handshake)};
    return ResponseApdu{.data = std::move(answer->data)};
}

CommandResult external_authenticate(CommandContext& context, const CommandApdu& command)
{
    if (!context.pending) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "INITIALIZE UPDATE comes right before");
    }
    PendingSession& pending = *context.pending;
    KeyStore store{*context.description.keys_of(pending.owner), context.memory};
    const Byte version = pending.key_set.version;
    if (!is_as_before(pending.key_set, store.find(version))) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the keys or their sequence counter have changed meanwhile");
    }
    if (const auto spent = store.spend_try(version); !spent) {
        return context.refuse(spent.error(), "no try is left, or it could not be stored");
    }
    auto session = global_platform::external_authenticate(std::move(pending.handshake), command);
    if (!session) {
        return context.refuse(session.error(), "host cryptogram, C-MAC or security level");
    }
    store.succeed(version, true);
    context.security.session = *std::move(session);
    context.security.key_set = version;
    return ResponseApdu{};
}

CommandResult begin_r_mac_session(CommandContext& context, const CommandApdu& command)
{
    Session* session = context.security.secure_channel();
    return session != nullptr ? session->begin_r_mac_session(command)
                              : context.refuse(without_session(context), "there is no session");
}

CommandResult end_r_mac_session(CommandContext& context, const CommandApdu& command)
{
    Session* session = context.security.secure_channel();
    return session != nullptr
               ? session->end_r_mac_session(command)
               : context.refuse(sw::conditions_of_use_not_satisfied, "there is no session");
}

} // namespace uicc::emulator::commands
