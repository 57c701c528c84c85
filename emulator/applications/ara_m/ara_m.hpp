#pragma once

#include "emulator/applications/ara_m/access_rule.hpp"
#include "emulator/card/application.hpp"

namespace uicc::emulator::applications {

/// The access rule application master, GlobalPlatform Secure Element Access Control §4: what
/// Android and modems ask before they let applications of the device speak to the card.
/// GET DATA gives all rules (FF40, further octets by FF60), those of one reference (FF50), and the
/// refresh tag (DF20), which tells one set of rules from another.
[[nodiscard]] std::shared_ptr<const ApplicationDefinition> make_ara_m(
    filesystem::FileIndex adf, const std::vector<AccessRule>& rules);

} // namespace uicc::emulator::applications
