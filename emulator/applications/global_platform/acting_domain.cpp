#include "emulator/applications/global_platform/acting_domain.hpp"

namespace uicc::emulator::global_platform {

using filesystem::Aid;

Aid aid_of(const CommandContext& context)
{
    return context.memory.header(*context.channel.application).aid.value();
}

CardRegistry registry_of(const CommandContext& context)
{
    return {context.description.registry, context.memory};
}

Result<void, StatusWord> require_session(const CommandContext& context)
{
    const Session* session = context.security.secure_channel();
    if (session == nullptr || !session->level().authenticated) {
        return context.refuse(sw::security_status_not_satisfied, "this needs a secure channel");
    }
    return {};
}

bool has(const CommandContext& context, const Privilege& privilege)
{
    const auto own = registry_of(context).find(aid_of(context).octets());
    return own && (own->privileges.at(privilege.octet) & privilege.bit) != 0;
}

bool may_manage(const CommandContext& context,
                const RegistryEntry& entry,
                const Privilege& for_others)
{
    const Aid own = aid_of(context);
    return entry.aid == own || entry.security_domain == own || has(context, for_others);
}

} // namespace uicc::emulator::global_platform
