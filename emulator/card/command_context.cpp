#include "emulator/card/command_context.hpp"

#include <algorithm>

namespace uicc::emulator {

using filesystem::FileIndex;
using filesystem::KeyReference;

std::span<const KeyReference> CommandContext::pin_listing(FileIndex directory) const
{
    for (FileIndex at = directory; at != filesystem::mf_index; at = memory.header(at).parent) {
        if (!memory.header(at).pin_references.empty()) {
            return memory.header(at).pin_references;
        }
    }
    const FileIndex owner = memory.image().application_of(directory).value_or(filesystem::mf_index);
    const auto listing = std::ranges::find(description.pin_listings, owner, &PinListing::directory);
    return listing == description.pin_listings.end()
               ? std::span<const KeyReference>{}
               : std::span<const KeyReference>{listing->references};
}

/// A local PIN belongs to the application whose files it protects; outside of every ADF the
/// application that is active on the channel counts (DF.TELECOM seen from a USIM).
ApplicationSecurity CommandContext::security_for(FileIndex file) const
{
    const auto owner = memory.image().application_of(file);
    return {pins, owner ? owner : channel.application, pin_listing(file), security.level()};
}

} // namespace uicc::emulator
