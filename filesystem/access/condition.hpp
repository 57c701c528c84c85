#pragma once

#include "codec/ber_tlv.hpp"
#include "filesystem/access_rule.hpp"

#include <cstddef>

/// Security conditions, TS 102 221 §9.2.4 and Tables 9.5 to 9.7.
namespace uicc::filesystem {

using Verdict = Result<void, Denial>;

inline constexpr unsigned max_nesting = 8; ///< of OR, AND and NOT within each other

[[nodiscard]] tl::unexpected<Denial> malformed(std::string_view detail);

/// Whether a security condition data object holds. All of it is looked at, so that nothing
/// malformed within grants.
[[nodiscard]] Verdict evaluate(const codec::TlvObject& condition, const SecurityStatus& status);

/// Whether a security condition octet holds, ISO/IEC 7816-4 Table 37.
[[nodiscard]] Verdict evaluate_octet(Byte condition, const SecurityStatus& status);

/// Adds what else would have helped.
void merge(Denial& all, const Denial& one);

/// The bits of a security condition octet that is neither 00 (always) nor FF (never).
namespace condition_octet {
inline constexpr Byte always = 0x00;
inline constexpr Byte never = 0xFF;
inline constexpr Byte all_needed = 0x80; ///< else one of those below is enough
inline constexpr Byte secure_messaging = 0x40;
inline constexpr Byte external_authentication = 0x20;
inline constexpr Byte user_authentication = 0x10;
inline constexpr Byte environment = 0x0F; ///< 0: whichever; F is reserved
} // namespace condition_octet

/// Usage qualifiers, ISO/IEC 7816-4 Table 56.
namespace usage {
inline constexpr Byte external_authentication = 0x80;
inline constexpr Byte in_responses = 0x20;
inline constexpr Byte in_commands = 0x10;
inline constexpr Byte password = 0x08;
} // namespace usage

/// Control reference template: which key, for what.
struct ControlReference {
    std::optional<Byte> key{};
    std::optional<Byte> usage{};
};

[[nodiscard]] Result<ControlReference, Denial> control_reference(ByteView crt);

} // namespace uicc::filesystem
