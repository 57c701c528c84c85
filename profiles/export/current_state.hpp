#pragma once

#include "profiles/export/export_profile.hpp"
#include "profiles/yaml/node.hpp"

namespace uicc::profiles {

/// `pins:` of the profile with the PINs that have changed since; null where there is nothing to
/// say.
[[nodiscard]] yaml::NodePtr current_pins(const yaml::Node* written, const CardState& card);

/// `sqn:` of an application with the highest sequence number that it has accepted.
[[nodiscard]] yaml::NodePtr current_sqn(const yaml::Node* written,
                                        const CardState& card,
                                        filesystem::FileIndex application);

/// What the card keeps beside files, PINs and sequence numbers: names for messages.
[[nodiscard]] std::vector<std::string> other_cells(const CardState& card);

} // namespace uicc::profiles
