#pragma once

#include "codec/secure_bytes.hpp"
#include "profiles/loader/report.hpp"

#include <cstdint>

namespace uicc::profiles {

/// What tells the cards of one family apart.
struct FamilyMember {
    std::uint32_t index = 0;  ///< of the card, from 0
    SecureBytes master_key{}; ///< empty when the profile has none
};

/// The document with its variables filled in: `${index}`, `${index:06}` with leading zeros, and
/// `${key:NAME}`, 16 octets derived from the master key with NAME as label and the index as
/// context (crypto::derive_key), in hexadecimal. Parts without variables are shared. Variables that
/// do not exist are reported.
[[nodiscard]] yaml::NodePtr substitute(Report& report,
                                       const yaml::NodePtr& node,
                                       const FamilyMember& member);

} // namespace uicc::profiles
