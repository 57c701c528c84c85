#pragma once

#include "codec/bytes.hpp"

#include <optional>
#include <string_view>

namespace uicc::filesystem::catalogue {

/// Who may carry out an operation, in the words of the file tables of the specifications. "Or"
/// levels are those that a table leaves to the card issuer, such as "PIN/ADM"; "and" levels stand
/// in profiles only. In a secure channel, commands and responses are encrypted and have MACs.
enum class AccessLevel : Byte {
    Always,
    Pin,
    Pin2,
    PinOrPin2,
    PinOrAdm,
    Pin2OrAdm,
    PinAndPin2,
    PinAndAdm,
    Pin2AndAdm,
    Adm,
    Never,
    SecureChannel,
};

[[nodiscard]] constexpr std::string_view to_string(AccessLevel level) noexcept
{
    switch (level) {
    case AccessLevel::Always:
        return "always";
    case AccessLevel::Pin:
        return "PIN";
    case AccessLevel::Pin2:
        return "PIN2";
    case AccessLevel::PinOrPin2:
        return "PIN or PIN2";
    case AccessLevel::PinOrAdm:
        return "PIN or ADM";
    case AccessLevel::Pin2OrAdm:
        return "PIN2 or ADM";
    case AccessLevel::PinAndPin2:
        return "PIN and PIN2";
    case AccessLevel::PinAndAdm:
        return "PIN and ADM";
    case AccessLevel::Pin2AndAdm:
        return "PIN2 and ADM";
    case AccessLevel::Adm:
        return "ADM";
    case AccessLevel::Never:
        return "never";
    case AccessLevel::SecureChannel:
        return "secure channel";
    }
    return "unknown access level";
}

/// What a rule grants, operation by operation. An operation without a level is covered by no
/// access mode object and so refused, TS 102 221 §9.2.4.
struct AccessRights {
    std::optional<AccessLevel> read{};       ///< AM b1; of a DF: delete a child
    std::optional<AccessLevel> update{};     ///< AM b2; of a DF: create an EF
    std::optional<AccessLevel> append{};     ///< AM b3; of a DF: create a DF
    std::optional<AccessLevel> deactivate{}; ///< AM b4
    std::optional<AccessLevel> activate{};   ///< AM b5
    std::optional<AccessLevel> remove{};     ///< AM b7: delete the file itself
    std::optional<AccessLevel> increase{};   ///< instruction 32, no bit of the AM byte covers it
    std::optional<AccessLevel> resize{};     ///< instruction D4, likewise

    friend constexpr bool operator==(const AccessRights&, const AccessRights&) noexcept = default;
};

} // namespace uicc::filesystem::catalogue
