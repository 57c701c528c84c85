#pragma once

#include "filesystem/catalogue/access_rights.hpp"
#include "filesystem/identifiers.hpp"

#include <cstddef>
#include <span>

namespace uicc::filesystem::catalogue {

/// One record of the EF.ARR that a card has unless its profile writes its own. Records 1 to 14
/// are those of the interoperable profile of the Trusted Connectivity Alliance; the others follow
/// from access conditions in the file tables that these do not cover.
struct StandardRule {
    std::size_t record = 0; ///< number within EF.ARR
    AccessRights rights{};
};

/// Key references that the levels stand for in one application.
struct RuleKeys {
    KeyReference pin = pin1;
    KeyReference second_pin = pin2;
    KeyReference adm = adm1;
};

/// Record of EF.ARR for every DF and ADF.
inline constexpr std::size_t directory_rule_record = 14;

/// In the order of their records, starting with 1.
[[nodiscard]] std::span<const StandardRule> standard_rules() noexcept;

/// Octets of the record, without fill. Operations of one level share an access mode object, the
/// objects stand in the order of their AM bytes, INCREASE comes last; TS 102 221 §9.2.4 and
/// §9.5, ISO/IEC 7816-4.
[[nodiscard]] Bytes encode_rule(const AccessRights& rights, const RuleKeys& keys = {});

/// The record that grants exactly these rights, if the standard set has one. Who may delete the
/// file is not compared: the tables of the specifications do not say.
[[nodiscard]] const StandardRule* rule_for(const AccessRights& rights) noexcept;

/// The same for a file whose life cycle the administrator controls.
[[nodiscard]] const StandardRule* rule_for(AccessLevel read,
                                           AccessLevel update,
                                           std::optional<AccessLevel> increase = {}) noexcept;

} // namespace uicc::filesystem::catalogue
