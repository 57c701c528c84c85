#include "emulator/commands/mutual_authentication.hpp"

#include "emulator/security/key_store.hpp"

#include <algorithm>

namespace uicc::emulator::commands {
namespace {

namespace sm = secure_messaging;

/// Keys of the active application, else those of the card.
const ApplicationKeys* messaging_keys(const CommandContext& context)
{
    const ApplicationKeys* own = context.description.keys_of(context.channel.application);
    return own != nullptr && !own->messaging.empty()
               ? own
               : context.description.keys_of(filesystem::mf_index);
}

const MessagingKeys* find(const ApplicationKeys* keys, Byte version)
{
    if (keys == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(keys->messaging, [&](const MessagingKeys& one) {
        return version == 0 || one.version == version;
    });
    return found == keys->messaging.end() ? nullptr : &*found;
}

CommandResult open_session(CommandContext& context,
                           const MessagingKeys& keys,
                           const sm::CardIdentity& card,
                           ByteView data)
{
    auto agreed = sm::authenticate_mutually(keys.keys, keys.agreement, card, data, context.random);
    if (!agreed) {
        return context.refuse(agreed.error(), "the terminal has other keys or another challenge");
    }
    context.security.session = agreed->open();
    return ResponseApdu{.data = std::move(agreed->answer)};
}

CommandResult recognise(CommandContext& context,
                        const MessagingKeys& keys,
                        const sm::CardIdentity& card,
                        ByteView data)
{
    if (const auto outcome = sm::authenticate_externally(keys.keys, card, data); !outcome) {
        return context.refuse(outcome.error(), "the terminal has other keys or another challenge");
    }
    context.security.authenticated = true;
    return ResponseApdu{};
}

} // namespace

CommandResult authenticate_terminal(CommandContext& context, const CommandApdu& command)
{
    const ApplicationKeys* keys = messaging_keys(context);
    const MessagingKeys* wanted = find(keys, command.p2);
    if (command.p1 != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00: the key knows its algorithm");
    }
    if (wanted == nullptr) {
        return context.refuse(sw::referenced_data_not_found, "there are no keys of this version");
    }
    sm::CardIdentity card{.serial_number = wanted->serial_number};
    if (context.challenge.size() != card.challenge.size()) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "GET CHALLENGE for 8 octets comes right before");
    }
    std::ranges::copy(context.challenge, card.challenge.begin());
    KeyStore store{*keys, context.memory};
    if (const auto spent = store.spend_try(wanted->version); !spent) {
        return context.refuse(spent.error(), "no try is left, or it could not be stored");
    }
    auto result = command.data.size() == sm::message_size(wanted->agreement)
                      ? open_session(context, *wanted, card, command.data)
                      : recognise(context, *wanted, card, command.data);
    if (result) {
        store.succeed(wanted->version, false);
        context.security.key_set = wanted->version;
    }
    return result;
}

} // namespace uicc::emulator::commands
