#include "emulator/applications/global_platform/registry_commands.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/applications/global_platform/acting_domain.hpp"
#include "emulator/applications/global_platform/install.hpp"
#include "emulator/security/key_store.hpp"

#include <algorithm>

namespace uicc::emulator::global_platform {
namespace {

using codec::Tag;

/// The life cycle moves forwards; only a locked card comes back, to SECURED, GPCS §5.1.1.
bool may_follow(Byte before, Byte after)
{
    using namespace life_cycle;
    constexpr auto order = std::to_array<Byte>(
        {card_op_ready, card_initialized, card_secured, card_locked, card_terminated});
    if (before == card_locked && after == card_secured) {
        return true;
    }
    const auto from = std::ranges::find(order, before);
    const auto to = std::ranges::find(order, after);
    return to != order.end() && from < to;
}

tl::unexpected<StatusWord> refuse_others(const CommandContext& context)
{
    return context.refuse(sw::conditions_of_use_not_satisfied,
                          "the application belongs to another domain");
}

CommandResult set_card_status(const CommandContext& context, Byte wanted)
{
    CardRegistry registry = registry_of(context);
    RegistryEntry issuer = registry.entries().front();
    const Privilege& needed = wanted == life_cycle::card_terminated ? card_terminate : card_lock;
    if (!has(context, needed)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the domain may neither lock nor terminate the card");
    }
    if (!may_follow(issuer.life_cycle, wanted)) {
        return context.refuse(sw::incorrect_data, "the card's life cycle does not go that way");
    }
    issuer.life_cycle = wanted;
    registry.change(issuer);
    return ResponseApdu{};
}

/// Locks and unlocks; an application that is unlocked is in the state that it had.
CommandResult set_application_status(const CommandContext& context, ByteView aid, Byte wanted)
{
    CardRegistry registry = registry_of(context);
    auto entry = registry.find(aid);
    if (!entry || entry->kind != RegistryKind::Application) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (!may_manage(context, *entry, global_lock)) {
        return refuse_others(context);
    }
    const Byte unlocked = entry->life_cycle & static_cast<Byte>(~life_cycle::locked_bit);
    entry->life_cycle =
        (wanted & life_cycle::locked_bit) != 0 ? unlocked | life_cycle::locked_bit : unlocked;
    registry.change(*entry);
    return ResponseApdu{};
}

/// No receipt, GPCS §11.5.3.1 and §11.2.3.1.
ResponseApdu without_receipt()
{
    return {.data = {0x00}};
}

CommandResult delete_keys(const CommandContext& context, Byte version)
{
    const ApplicationKeys* keys = context.description.keys_of(context.channel.application);
    if (keys == nullptr || version == 0 || !KeyStore{*keys, context.memory}.find(version)) {
        return context.refuse(sw::referenced_data_not_found, "there is no such key version");
    }
    if (version == context.security.key_set) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the session has been opened with these keys");
    }
    KeyStore{*keys, context.memory}.remove(version);
    return without_receipt();
}

CommandResult delete_application(const CommandContext& context, ByteView aid)
{
    CardRegistry registry = registry_of(context);
    const auto entry = registry.find(aid);
    if (!entry) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (entry->kind != RegistryKind::Application || entry->aid == aid_of(context)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "a domain neither deletes itself nor the issuer's");
    }
    if (!may_manage(context, *entry, global_delete)) {
        return refuse_others(context);
    }
    registry.remove(entry->aid);
    return without_receipt();
}

} // namespace

CommandResult set_status(CommandContext& context, const CommandApdu& command)
{
    constexpr Byte of_card = 0x80;
    constexpr Byte of_application = 0x40;
    TRY(require_session(context));
    if (command.p1 == of_card) {
        return set_card_status(context, command.p2);
    }
    if (command.p1 == of_application) {
        return set_application_status(context, command.data, command.p2);
    }
    return context.refuse(sw::incorrect_p1_p2, "P1 is 80 (card) or 40 (application)");
}

CommandResult install(CommandContext& context, const CommandApdu& command)
{
    TRY(require_session(context));
    const auto wanted = parse_install(command);
    if (!wanted) {
        return context.refuse(wanted.error(), wanted.error() == sw::function_not_supported
                                                  ? "this card runs no executable code"
                                                  : "P1 P2 or the structure of the data");
    }
    CardRegistry registry = registry_of(context);
    auto entry = registry.find(wanted->application.octets());
    const auto& domain = wanted->security_domain;
    if (!entry || (domain && !registry.find(domain->octets()))) {
        return context.refuse(sw::referenced_data_not_found, "the registry has no such entry");
    }
    if (!may_manage(context, *entry, authorised_management)) {
        return refuse_others(context);
    }
    if (wanted->privileges && !has(context, authorised_management)) {
        return context.refuse(sw::conditions_of_use_not_satisfied,
                              "the domain may not give privileges, not even to itself");
    }
    if (wanted->personalise) { // STORE DATA goes to the domain that is selected
        return wanted->application == aid_of(context)
                   ? CommandResult{without_receipt()}
                   : context.refuse(sw::conditions_of_use_not_satisfied,
                                    "the application takes no personalisation");
    }
    if (wanted->make_selectable) {
        entry->life_cycle = std::max(entry->life_cycle, life_cycle::selectable);
    }
    entry->privileges = wanted->privileges.value_or(entry->privileges);
    entry->security_domain = domain ? domain : entry->security_domain;
    registry.change(*entry);
    return without_receipt();
}

CommandResult remove(CommandContext& context, const CommandApdu& command)
{
    constexpr Tag aid_tag{0x4F};
    constexpr Tag version_tag{0xD2};
    TRY(require_session(context));
    if (command.p1 != 0 || (command.p2 & 0x7FU) != 0) {
        return context.refuse(sw::incorrect_p1_p2, "P1 is 00, P2 is 00 or 80");
    }
    const auto aid = codec::find_value(command.data, aid_tag);
    const auto version = codec::find_value(command.data, version_tag);
    if (aid && *aid) {
        return delete_application(context, **aid);
    }
    if (version && *version && (*version)->size() == 1) {
        return delete_keys(context, (*version)->front());
    }
    return context.refuse(sw::incorrect_data, "the data name an AID (4F) or a key version (D2)");
}

CommandResult load(CommandContext& context, const CommandApdu& /*command*/)
{
    TRY(require_session(context));
    return context.refuse(sw::function_not_supported, "this card runs no executable code");
}

} // namespace uicc::emulator::global_platform
