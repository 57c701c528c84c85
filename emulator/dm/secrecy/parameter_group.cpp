#include "emulator/dm/secrecy/parameter_group.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace uicc::emulator::dm::secrecy {
namespace {

enum class Kind {
    Plain,
    Repeats,  ///< may stand there more than once
    Word,     ///< one of auth_words
    UserName, ///< shown beside a password only
    Password,
    Nonce,
};

struct KnownValue {
    std::string_view place{};
    std::string_view name{};
    Kind kind = Kind::Plain;
};

constexpr std::string_view account = "urn:oma:mo:oma-dm-dmacc:1.0";
constexpr std::string_view access_point = "urn:oma:mo:oma-connmo-nap:1.0";

// Optional values without a form of their own are left out of a group with an optional password:
// a damaged name could make the one of the other.
constexpr auto known_values = std::to_array<KnownValue>({
    // clang-format off
    // OMA-WAP-ProvCont 1.1 §4.5
    {"PXLOGICAL",      "PROXY-ID"},
    {"PXLOGICAL",      "PROXY-PW",        Kind::Password},
    {"PXLOGICAL",      "BASAUTH-ID",      Kind::UserName},
    {"PXLOGICAL",      "BASAUTH-PW",      Kind::Password},
    {"PXAUTHINFO",     "PXAUTH-TYPE",     Kind::Word},
    {"PXAUTHINFO",     "PXAUTH-ID",       Kind::UserName},
    {"PXAUTHINFO",     "PXAUTH-PW",       Kind::Password},
    {"PXPHYSICAL",     "PHYSICAL-PROXY-ID"},
    {"PXPHYSICAL",     "DOMAIN",          Kind::Repeats},
    {"PXPHYSICAL",     "PXADDR"},
    {"PXPHYSICAL",     "PXADDRTYPE"},
    {"PXPHYSICAL",     "PXADDR-FQDN"},
    {"PXPHYSICAL",     "WSP-VERSION"},
    {"PXPHYSICAL",     "PUSHENABLED"},
    {"PXPHYSICAL",     "PULLENABLED"},
    {"PXPHYSICAL",     "TO-NAPID",        Kind::Repeats},
    {"PORT",           "PORTNBR"},
    {"PORT",           "SERVICE",         Kind::Repeats},
    {"NAPDEF",         "NAPID"},
    {"NAPDEF",         "BEARER",          Kind::Repeats},
    {"NAPDEF",         "NAME"},
    {"NAPDEF",         "INTERNET"},
    {"NAPDEF",         "NAP-ADDRESS"},
    {"NAPDEF",         "NAP-ADDRTYPE"},
    {"NAPDEF",         "DNS-ADDR",        Kind::Repeats},
    {"NAPDEF",         "CALLTYPE"},
    {"NAPDEF",         "LOCAL-ADDR"},
    {"NAPDEF",         "LOCAL-ADDRTYPE"},
    {"NAPDEF",         "LINKSPEED"},
    {"NAPDEF",         "DNLINKSPEED"},
    {"NAPDEF",         "LINGER"},
    {"NAPAUTHINFO",    "AUTHTYPE",        Kind::Word},
    {"NAPAUTHINFO",    "AUTHNAME",        Kind::UserName},
    {"NAPAUTHINFO",    "AUTHSECRET",      Kind::Password},
    {"VALIDITY",       "COUNTRY"},
    {"VALIDITY",       "NETWORK"},
    {"VALIDITY",       "SID"},
    {"VALIDITY",       "SOC"},
    {"VALIDITY",       "VALIDUNTIL"},
    {"BOOTSTRAP",      "NAME"},
    {"BOOTSTRAP",      "NETWORK",         Kind::Repeats},
    {"BOOTSTRAP",      "COUNTRY"},
    {"BOOTSTRAP",      "PROXY-ID",        Kind::Repeats},
    {"BOOTSTRAP",      "PROVURL"},
    {"BOOTSTRAP",      "CONTEXT-ALLOW"},
    {"VENDORCONFIG",   "NAME"},
    {"CLIENTIDENTITY", "CLIENT-ID"},
    {"ACCESS",         "RULE",            Kind::Repeats},
    {"ACCESS",         "APPID",           Kind::Repeats},
    {"ACCESS",         "PORTNBR",         Kind::Repeats},
    {"ACCESS",         "DOMAIN",          Kind::Repeats},
    {"ACCESS",         "TO-NAPID",        Kind::Repeats},
    {"ACCESS",         "TO-PROXY",        Kind::Repeats},
    {"APPLICATION",    "APPID"},
    {"APPLICATION",    "PROVIDER-ID"},
    {"APPLICATION",    "NAME"},
    {"APPLICATION",    "AACCEPT"},
    {"APPLICATION",    "APROTOCOL"},
    {"APPLICATION",    "TO-PROXY",        Kind::Repeats},
    {"APPLICATION",    "TO-NAPID",        Kind::Repeats},
    {"APPLICATION",    "ADDR",            Kind::Repeats},
    {"APPADDR",        "ADDR"},
    {"APPADDR",        "ADDRTYPE"},
    {"APPAUTH",        "AAUTHLEVEL",      Kind::Word},
    {"APPAUTH",        "AAUTHTYPE",       Kind::Word},
    {"APPAUTH",        "AAUTHNAME",       Kind::UserName},
    {"APPAUTH",        "AAUTHSECRET",     Kind::Password},
    {"APPAUTH",        "AAUTHDATA",       Kind::Nonce},
    {"RESOURCE",       "URI"},
    {"RESOURCE",       "AAUTHTYPE",       Kind::Word},
    {"RESOURCE",       "AAUTHNAME",       Kind::UserName},
    {"RESOURCE",       "AAUTHSECRET",     Kind::Password},
    {"RESOURCE",       "AAUTHDATA",       Kind::Nonce},
    // OMA DM Standardized Objects 1.2 §5.3.1
    {account,          "AppID"},
    {account,          "ServerID"},
    {account,          "Name"},
    {account,          "PrefConRef"},
    {account,          "AAuthPref",       Kind::Word},
    {"ToConRef",       "ConRef"},
    {"AppAddr",        "Addr"},
    {"AppAddr",        "AddrType"},
    {"Port",           "PortNbr"},
    {"AppAuth",        "AAuthLevel",      Kind::Word},
    {"AppAuth",        "AAuthType",       Kind::Word},
    {"AppAuth",        "AAuthName",       Kind::UserName},
    {"AppAuth",        "AAuthSecret",     Kind::Password},
    {"AppAuth",        "AAuthData",       Kind::Nonce},
    // the management object for network access points, OMA-DDS-DM_ConnMO_3GPPPS
    {access_point,     "NAPID"},
    {access_point,     "Name"},
    {access_point,     "BearerType"},
    {access_point,     "AddrType"},
    {access_point,     "Addr"},
    {"NAPAuthInf",     "AuthType",        Kind::Word},
    {"NAPAuthInf",     "AuthName",        Kind::UserName},
    {"NAPAuthInf",     "AuthSecr",        Kind::Password},
    // clang-format on
});

// Ways to authenticate and whom, of all the standards above.
constexpr auto auth_words = std::to_array<std::string_view>(
    {"PAP",      "CHAP",       "MD5",         "BASIC",   "DIGEST",   "HMAC",     "X509",
     "SECUREID", "HTTP-BASIC", "HTTP-DIGEST", "WTLS-SS", "SAFEWORD", "DIGIPASS", "TRANSPORT",
     "OBEX",     "APPSRV",     "CLIENT",      "CLCRED",  "SRVCRED",  "HTTP"});

// A name with any of these in it, case aside, stands for a secret, whoever invented it.
constexpr auto secret_names =
    std::to_array<std::string_view>({"SECR", "AUTHDATA", "PASSW", "-PW", "NONCE"});

const KnownValue* find(std::string_view place, std::string_view name)
{
    const auto* const found = std::ranges::find_if(known_values, [&](const KnownValue& row) {
        return row.place == place && row.name == name;
    });
    return found == known_values.end() ? nullptr : found;
}

bool is_of_kind(std::string_view place, std::string_view name, Kind kind)
{
    const KnownValue* known = find(place, name);
    return known != nullptr && known->kind == kind;
}

/// Whether a name stands there twice that may stand there once.
bool repeats(std::string_view place, std::span<const NamedValue> group)
{
    return std::ranges::any_of(group, [&](const NamedValue& one) {
        const KnownValue* known = find(place, one.name);
        return known != nullptr && known->kind != Kind::Repeats &&
               std::ranges::count(group, one.name, &NamedValue::name) > 1;
    });
}

bool is_shown(const KnownValue& known, const NamedValue& one, bool beside_password)
{
    switch (known.kind) {
    case Kind::Plain:
    case Kind::Repeats:
        return true;
    case Kind::Word:
        return std::ranges::find(auth_words, one.value) != auth_words.end();
    case Kind::UserName:
        return beside_password;
    case Kind::Password:
    case Kind::Nonce:
        return false;
    }
    return false;
}

} // namespace

std::vector<Verdict> judge(std::string_view place, std::span<const NamedValue> group)
{
    const bool beside_password = std::ranges::any_of(
        group, [&](const NamedValue& one) { return is_of_kind(place, one.name, Kind::Password); });
    const bool confused = repeats(place, group);
    std::vector<Verdict> verdicts;
    for (const NamedValue& one : group) {
        const KnownValue* known = find(place, one.name);
        const bool shown = known != nullptr && !confused && is_shown(*known, one, beside_password);
        verdicts.push_back(shown                    ? Verdict::Shown
                           : names_secret(one.name) ? Verdict::Secret
                                                    : Verdict::Hidden);
    }
    return verdicts;
}

bool names_secret(std::string_view name)
{
    std::string upper{name};
    std::ranges::transform(upper, upper.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return std::ranges::any_of(
        secret_names, [&](std::string_view part) { return upper.find(part) != std::string::npos; });
}

bool is_known_name(std::string_view name)
{
    return std::ranges::find(known_values, name, &KnownValue::name) != known_values.end();
}

bool is_known_place(std::string_view place)
{
    return std::ranges::find(known_values, place, &KnownValue::place) != known_values.end();
}

} // namespace uicc::emulator::dm::secrecy
