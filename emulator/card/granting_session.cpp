#include "emulator/card/granting_session.hpp"

#include "emulator/security/key_store.hpp"
#include "filesystem/memory/access_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::emulator {
namespace {

using filesystem::FileIndex;
using filesystem::Operation;
using global_platform::Protocol;

/// P1 of EXTERNAL AUTHENTICATE, from the least protection to the most.
constexpr std::array<Byte, 7> levels{0x00, 0x01, 0x10, 0x03, 0x11, 0x13, 0x33};

bool grants(const CommandContext& context,
            FileIndex file,
            const Operation& operation,
            const SecurityLevel& level)
{
    const auto owner = context.memory.image().application_of(file);
    const ApplicationSecurity imagined{context.pins, owner ? owner : context.channel.application,
                                       context.pin_listing(file), level};
    return filesystem::check_access(context.memory, file, operation, imagined).has_value();
}

/// How one key set opens such a session.
std::string session_with(const CommandContext& context,
                         FileIndex file,
                         const Operation& operation,
                         const Protocol& protocol,
                         Byte key_set)
{
    const auto least = std::ranges::find_if(levels, [&](Byte p1) {
        auto level = protocol.level(p1);
        if (level) {
            level->key_set = key_set;
        }
        return level && grants(context, file, operation, *level);
    });
    return least == levels.end() ? std::string{}
                                 : fmt::format("an SCP{:02X} session at level {:02X}",
                                               static_cast<unsigned>(protocol.number()), *least);
}

} // namespace

std::string granting_session(const CommandContext& context,
                             FileIndex file,
                             const Operation& operation)
{
    const ApplicationKeys* keys = context.description.channel_keys(context.channel.application);
    if (keys == nullptr) {
        return {};
    }
    const KeyStore store{*keys, context.memory};
    for (const global_platform::KeySet& set : store.all()) {
        const auto protocol = store.protocol_for(set.type);
        std::string session =
            protocol ? session_with(context, file, operation, *protocol, set.version) : "";
        if (!session.empty()) {
            return session;
        }
    }
    return {};
}

} // namespace uicc::emulator
