#include "emulator/card/card_description.hpp"

#include <algorithm>

namespace uicc::emulator {

using filesystem::FileIndex;

const ApplicationKeys* CardDescription::keys_of(std::optional<FileIndex> owner) const
{
    const auto found = std::ranges::find_if(
        keys, [&](const ApplicationKeys& application) { return application.owner == owner; });
    return found == keys.end() ? nullptr : &*found;
}

const ApplicationKeys* CardDescription::channel_keys(std::optional<FileIndex> application) const
{
    const ApplicationKeys* own = keys_of(application);
    const bool has_protocol = own != nullptr && (own->scp02 || own->scp03);
    return has_protocol ? own : keys_of(issuer_security_domain);
}

} // namespace uicc::emulator
