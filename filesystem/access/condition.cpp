#include "filesystem/access/condition.hpp"

#include <algorithm>
#include <span>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvObject;
using codec::TlvReader;
using Reason = Denial::Reason;

Verdict denied(Reason reason)
{
    return tl::unexpected{Denial{.reason = reason}};
}

/// Nobody knows whether such a condition holds.
Verdict not_understood(Reason reason)
{
    return tl::unexpected{Denial{.reason = reason, .is_understood = false}};
}

/// A data object of one octet; nothing when it is absent.
Result<std::optional<Byte>, Denial> octet_in(ByteView crt, Tag tag)
{
    const auto value = codec::find_value(crt, tag);
    if (!value || (*value && (*value)->size() != 1)) {
        return malformed("a control reference template that cannot be decoded");
    }
    return *value ? std::optional{(*value)->front()} : std::nullopt;
}

Verdict evaluate_password(KeyReference key, const SecurityStatus& status)
{
    if (!status.has_key(key)) {
        return not_understood(Reason::KeyUnknown);
    }
    if (status.is_satisfied(key)) {
        return {};
    }
    return tl::unexpected{Denial{.reason = Reason::KeyMissing, .missing_keys = {key}}};
}

Verdict require(bool protection)
{
    return protection ? Verdict{} : denied(Reason::NotProtected);
}

/// Authentication template, tag A4: a password (TS 102 221 Table 9.6), or that the terminal has
/// authenticated itself.
Verdict evaluate_authentication(ByteView crt, const SecurityStatus& status)
{
    const ControlReference wanted = TRY(control_reference(crt));
    const Byte use = wanted.usage.value_or(usage::password);
    if (use == usage::password) {
        if (!wanted.key) {
            return malformed("a user authentication without a key");
        }
        return evaluate_password(KeyReference{*wanted.key}, status);
    }
    if (use != usage::external_authentication) {
        return not_understood(Reason::Unsupported);
    }
    const SecurityLevel level = status.level();
    return require(level.authenticated && wanted.key.value_or(level.key_set) == level.key_set);
}

/// Cryptographic checksum (tag B4) and confidentiality (tag B8) templates: commands, responses, or
/// both come in secure messaging, ISO/IEC 7816-4 §10.3.
Verdict evaluate_messaging(ByteView crt,
                           const SecurityLevel& level,
                           bool command_is_protected,
                           bool response_is_protected)
{
    const ControlReference wanted = TRY(control_reference(crt));
    const unsigned use = wanted.usage.value_or(usage::in_commands | usage::in_responses);
    if (use == 0 || (use & ~unsigned{usage::in_commands | usage::in_responses}) != 0) {
        return not_understood(Reason::Unsupported);
    }
    const bool commands = (use & usage::in_commands) == 0 || command_is_protected;
    const bool responses = (use & usage::in_responses) == 0 || response_is_protected;
    return require(commands && responses && wanted.key.value_or(level.key_set) == level.key_set);
}

/// How the conditions of a template turned out.
struct Tally {
    std::size_t held = 0;
    std::vector<Denial> failed{};
};

Verdict evaluate_nested(const TlvObject& condition, const SecurityStatus& status, unsigned nesting);

Result<Tally, Denial> evaluate_each(ByteView conditions,
                                    const SecurityStatus& status,
                                    unsigned nesting)
{
    if (conditions.empty()) {
        return malformed("an OR, AND or NOT of nothing");
    }
    Tally tally;
    for (TlvReader reader{conditions}; !reader.at_end();) {
        const auto condition = reader.next();
        if (!condition) {
            return malformed("conditions that end early");
        }
        Verdict verdict = evaluate_nested(*condition, status, nesting);
        if (verdict) {
            ++tally.held;
        } else if (verdict.error().reason == Reason::Malformed) {
            return tl::unexpected{std::move(verdict.error())};
        } else {
            tally.failed.push_back(std::move(verdict.error()));
        }
    }
    return tally;
}

Denial merged(std::span<const Denial> denials)
{
    Denial all = denials.front();
    for (const Denial& one : denials.subspan(1)) {
        merge(all, one);
    }
    return all;
}

Verdict evaluate_any(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    const Tally tally = TRY(evaluate_each(conditions, status, nesting));
    return tally.held > 0 ? Verdict{} : tl::unexpected{merged(tally.failed)};
}

bool is_curable(const Denial& denial)
{
    return denial.reason == Reason::KeyMissing || denial.reason == Reason::NotProtected;
}

/// What can be cured only matters when nothing else is in the way.
Verdict evaluate_all(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    const Tally tally = TRY(evaluate_each(conditions, status, nesting));
    if (tally.failed.empty()) {
        return {};
    }
    Denial all = merged(tally.failed);
    const auto hopeless = std::ranges::find_if_not(tally.failed, is_curable);
    if (hopeless != tally.failed.end()) {
        all.reason = hopeless->reason;
        all.missing_keys.clear();
    }
    return tl::unexpected{std::move(all)};
}

/// NOT: holds while none of the conditions does, and all of them are understood.
Verdict evaluate_none(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    const Tally tally = TRY(evaluate_each(conditions, status, nesting));
    const auto obscure = std::ranges::find(tally.failed, false, &Denial::is_understood);
    if (tally.held > 0) {
        return denied(Reason::Excluded);
    }
    return obscure == tally.failed.end() ? Verdict{} : not_understood(Reason::Unsupported);
}

Verdict evaluate_nothing_but(ByteView value, const Verdict& verdict)
{
    return value.empty() ? verdict : malformed("an ALWAYS or NEVER with a value");
}

Verdict evaluate_nested(const TlvObject& condition, const SecurityStatus& status, unsigned nesting)
{
    if (nesting == max_nesting) {
        return malformed("conditions that are nested too deep");
    }
    const SecurityLevel level = status.level();
    switch (condition.tag) {
    case Tag{0x90}:
        return evaluate_nothing_but(condition.value, {});
    case Tag{0x97}:
        return evaluate_nothing_but(condition.value, denied(Reason::Never));
    case Tag{0x9E}:
        return condition.value.size() == 1 ? evaluate_octet(condition.value.front(), status)
                                           : malformed("a condition octet that is not one octet");
    case Tag{0xA4}:
        return evaluate_authentication(condition.value, status);
    case Tag{0xB4}:
        return evaluate_messaging(condition.value, level, level.command_mac, level.response_mac);
    case Tag{0xB8}:
        return evaluate_messaging(condition.value, level, level.command_encryption,
                                  level.response_encryption);
    case Tag{0xA0}:
        return evaluate_any(condition.value, status, nesting + 1);
    case Tag{0xAF}:
        return evaluate_all(condition.value, status, nesting + 1);
    case Tag{0xA7}:
        return evaluate_none(condition.value, status, nesting + 1);
    default:
        return not_understood(Reason::Unsupported);
    }
}

/// The key that stands for the user in a security environment, or in none.
Verdict evaluate_user(Byte environment, const SecurityStatus& status)
{
    const auto key = status.implied_key(environment);
    return key ? evaluate_password(*key, status) : not_understood(Reason::KeyUnknown);
}

} // namespace

tl::unexpected<Denial> malformed(std::string_view detail)
{
    return tl::unexpected{Denial{.reason = Reason::Malformed, .detail = detail}};
}

Result<ControlReference, Denial> control_reference(ByteView crt)
{
    const auto key = TRY(octet_in(crt, Tag{0x83}));
    const auto use = TRY(octet_in(crt, Tag{0x95}));
    return ControlReference{key, use};
}

Verdict evaluate(const TlvObject& condition, const SecurityStatus& status)
{
    return evaluate_nested(condition, status, 0);
}

Verdict evaluate_octet(Byte condition, const SecurityStatus& status)
{
    namespace bits = condition_octet;
    if (condition == bits::always || condition == bits::never) {
        return condition == bits::always ? Verdict{} : denied(Reason::Never);
    }
    const Byte environment = condition & bits::environment;
    constexpr Byte kinds =
        bits::secure_messaging | bits::external_authentication | bits::user_authentication;
    if ((condition & kinds) == 0 || environment == bits::environment) {
        return malformed("a condition octet without a meaning");
    }
    if (environment != 0 && environment != status.security_environment()) {
        return denied(Reason::OtherEnvironment);
    }
    const SecurityLevel level = status.level();
    const bool needs_all = (condition & bits::all_needed) != 0;
    Tally tally;
    const auto count = [&](Byte bit, const Verdict& verdict) {
        if ((condition & bit) != 0 && verdict) {
            ++tally.held;
        } else if ((condition & bit) != 0) {
            tally.failed.push_back(verdict.error());
        }
    };
    count(bits::secure_messaging, require(level.command_mac && level.response_mac));
    count(bits::external_authentication, require(level.authenticated));
    count(bits::user_authentication, evaluate_user(environment, status));
    const bool holds = needs_all ? tally.failed.empty() : tally.held > 0;
    return holds ? Verdict{} : tl::unexpected{merged(tally.failed)};
}

void merge(Denial& all, const Denial& one)
{
    all.missing_keys.insert(all.missing_keys.end(), one.missing_keys.begin(),
                            one.missing_keys.end());
    const bool curable = all.reason == Reason::NotProtected || one.reason == Reason::NotProtected;
    all.is_understood = all.is_understood && one.is_understood;
    all.reason = !all.missing_keys.empty() ? Reason::KeyMissing
                 : curable                 ? Reason::NotProtected
                                           : one.reason;
}

} // namespace uicc::filesystem
