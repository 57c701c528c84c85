#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

/// Words that stand as values in bootstrap documents; those of client provisioning have tokens in
/// OMA-WAP-ProvCont 1.1 §8.3, those of the DMAcc object come from OMA DM Standardized Objects 1.2
/// §5.3.1.
namespace uicc::emulator::dm::words {

/// NAPDEF, BEARER.
inline constexpr auto bearers = std::to_array<std::string_view>({
    "GSM-USSD",
    "GSM-SMS",
    "GSM-CSD",
    "GSM-GPRS",
    "ANSI-136-GUTS",
    "ANSI-136-CSD",
    "ANSI-136-GPRS",
    "ANSI-136-GHOST",
    "IS-95-CDMA-SMS",
    "IS-95-CDMA-CSD",
    "IS-95-CDMA-PACKET",
    "CDMA2000-1X-SIMPLE-IP",
    "CDMA2000-1X-MOBILE-IP",
    "AMPS-CDPD",
    "PDC-CSD",
    "PDC-PACKET",
    "IDEN-SMS",
    "IDEN-CSD",
    "IDEN-PACKET",
    "FLEX/REFLEX",
    "PHS-SMS",
    "PHS-CSD",
    "TETRA-SDS",
    "TETRA-PACKET",
    "TRETRA-SDS", // as the table of tokens spells it
    "TRETRA-PACKET",
    "MOBITEX-MPAK",
});

/// NAPDEF, NAP-ADDRTYPE.
inline constexpr auto nap_address_types = std::to_array<std::string_view>(
    {"APN", "IPV4", "IPV6", "E164", "ALPHA", "SCODE", "TETRA-ITSI", "MAN"});

/// NAPAUTHINFO, AUTHTYPE.
inline constexpr auto nap_auth_types = std::to_array<std::string_view>({"PAP", "CHAP", "MD5"});

/// APPADDR, ADDRTYPE; a URI has none.
inline constexpr auto application_address_types =
    std::to_array<std::string_view>({"IPV4", "IPV6", "E164", "ALPHA"});

/// APPAUTH, AAUTHLEVEL, OMA-WAP-ProvCont 1.1 §4.5.7.
inline constexpr auto application_auth_levels =
    std::to_array<std::string_view>({"APPSRV", "CLIENT", "OBEX"});

/// <X>/AppAddr/<X>/AddrType of the DMAcc object.
inline constexpr auto account_address_types =
    std::to_array<std::string_view>({"URI", "IPv4", "IPv6"});

/// <X>/AppAuth/<X>/AAuthLevel of the DMAcc object.
inline constexpr auto account_auth_levels =
    std::to_array<std::string_view>({"CLCRED", "SRVCRED", "OBEX", "HTTP"});

/// AAuthType and AAuthPref of the DMAcc object, AAUTHTYPE of an APPAUTH.
inline constexpr auto auth_types =
    std::to_array<std::string_view>({"BASIC", "DIGEST", "HMAC", "HTTP-BASIC", "HTTP-DIGEST", "X509",
                                     "SECURID", "SAFEWORD", "DIGIPASS", "TRANSPORT"});

template <std::size_t size>
[[nodiscard]] constexpr bool is_one_of(const std::array<std::string_view, size>& known,
                                       std::string_view word)
{
    return std::ranges::find(known, word) != known.end();
}

/// "APPSRV, CLIENT or OBEX"
template <std::size_t size>
[[nodiscard]] std::string listed(const std::array<std::string_view, size>& known)
{
    std::string text{known.front()};
    for (std::size_t i = 1; i < size; ++i) {
        text += i + 1 == size ? " or " : ", ";
        text += known[i];
    }
    return text;
}

} // namespace uicc::emulator::dm::words
