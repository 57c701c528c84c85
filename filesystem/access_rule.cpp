#include "filesystem/access_rule.hpp"

#include "codec/ber_tlv.hpp"

#include <optional>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvObject;
using codec::TlvReader;
using Reason = Denial::Reason;

using Verdict = Result<void, Denial>;

constexpr unsigned max_nesting = 8;

Verdict denied(Reason reason)
{
    return tl::unexpected{Denial{reason, {}}};
}

/// How an operation is named by an access mode data object, TS 102 221 Tables 9.2 and 9.4.
struct OperationCode {
    Byte am_bit = 0;      // of the AM byte, 0: none
    Byte instruction = 0; // of a command description
};

constexpr OperationCode code_of(AccessMode operation) noexcept
{
    switch (operation) {
    case AccessMode::Read:
        return {.am_bit = 0x01};
    case AccessMode::Update:
        return {.am_bit = 0x02};
    case AccessMode::Deactivate:
        return {.am_bit = 0x08};
    case AccessMode::Activate:
        return {.am_bit = 0x10};
    case AccessMode::Terminate:
        return {.am_bit = 0x20};
    case AccessMode::DeleteSelf:
        return {.am_bit = 0x40};
    case AccessMode::CreateDf:
        return {.am_bit = 0x04};
    case AccessMode::CreateEf:
        return {.am_bit = 0x02};
    case AccessMode::DeleteChild:
        return {.am_bit = 0x01};
    case AccessMode::Increase:
        return {.instruction = 0x32};
    case AccessMode::Resize:
        return {.instruction = 0xD4};
    }
    return {};
}

constexpr bool is_access_mode(Tag tag) noexcept
{
    return tag >= Tag{0x80} && tag <= Tag{0x8F};
}

/// Whether an AM_DO covers the operation. Tag 84 describes commands by their instruction; other
/// command descriptions name classes or parameters that no operation here is known by.
bool covers(const TlvObject& access_mode, AccessMode operation)
{
    const OperationCode code = code_of(operation);
    if (access_mode.value.size() != 1) {
        return false;
    }
    const Byte value = access_mode.value.front();
    if (access_mode.tag == Tag{0x84}) {
        return code.instruction != 0 && value == code.instruction;
    }
    const bool proprietary =
        (value & 0x80) != 0 && code.am_bit > 0x04; // b7 to b4 mean other things
    return access_mode.tag == Tag{0x80} && (value & code.am_bit) != 0 && !proprietary;
}

Verdict evaluate(const TlvObject& condition, const SecurityStatus& status, unsigned nesting);

/// Usage qualifiers, ISO/IEC 7816-4 Table 56.
constexpr Byte use_external_authentication = 0x80;
constexpr Byte use_in_responses = 0x20;
constexpr Byte use_in_commands = 0x10;
constexpr Byte use_of_a_password = 0x08;

/// Control reference template: which key, for what.
struct ControlReference {
    std::optional<Byte> key{};
    std::optional<Byte> usage{};
};

/// A data object of one octet; nothing when it is absent.
Result<std::optional<Byte>, Denial> octet_in(ByteView crt, Tag tag)
{
    const auto value = codec::find_value(crt, tag);
    if (!value || (*value && (*value)->size() != 1)) {
        return tl::unexpected{Denial{Reason::Malformed, {}}};
    }
    return *value ? std::optional{(*value)->front()} : std::nullopt;
}

Result<ControlReference, Denial> control_reference(ByteView crt)
{
    const auto key = TRY(octet_in(crt, Tag{0x83}));
    const auto usage = TRY(octet_in(crt, Tag{0x95}));
    return ControlReference{key, usage};
}

Verdict evaluate_password(KeyReference key, const SecurityStatus& status)
{
    if (status.is_satisfied(key)) {
        return {};
    }
    return tl::unexpected{Denial{Reason::KeyMissing, {key}}};
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
    const Byte usage = wanted.usage.value_or(use_of_a_password);
    if (usage == use_of_a_password) {
        return wanted.key ? evaluate_password(KeyReference{*wanted.key}, status)
                          : denied(Reason::Malformed);
    }
    if (usage != use_external_authentication) {
        return denied(Reason::Unsupported);
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
    const unsigned usage = wanted.usage.value_or(use_in_commands | use_in_responses);
    if (usage == 0 || (usage & ~unsigned{use_in_commands | use_in_responses}) != 0) {
        return denied(Reason::Unsupported);
    }
    const bool commands = (usage & use_in_commands) == 0 || command_is_protected;
    const bool responses = (usage & use_in_responses) == 0 || response_is_protected;
    return require(commands && responses && wanted.key.value_or(level.key_set) == level.key_set);
}

void merge(Denial& all, const Denial& one)
{
    all.missing_keys.insert(all.missing_keys.end(), one.missing_keys.begin(),
                            one.missing_keys.end());
    const bool curable = all.reason == Reason::NotProtected || one.reason == Reason::NotProtected;
    all.reason = !all.missing_keys.empty() ? Reason::KeyMissing
                 : curable                 ? Reason::NotProtected
                                           : one.reason;
}

/// OR: the first condition that holds decides; a malformed one denies the whole template.
Verdict evaluate_any(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    Denial all{Reason::Malformed, {}};
    for (TlvReader reader{conditions}; !reader.at_end();) {
        const auto condition = reader.next();
        if (!condition) {
            return denied(Reason::Malformed);
        }
        const Verdict verdict = evaluate(*condition, status, nesting);
        if (verdict || verdict.error().reason == Reason::Malformed) {
            return verdict;
        }
        merge(all, verdict.error());
    }
    return tl::unexpected{all};
}

Verdict evaluate_all(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    if (conditions.empty()) {
        return denied(Reason::Malformed);
    }
    for (TlvReader reader{conditions}; !reader.at_end();) {
        const auto condition = reader.next();
        if (!condition) {
            return denied(Reason::Malformed);
        }
        if (const Verdict verdict = evaluate(*condition, status, nesting); !verdict) {
            return verdict;
        }
    }
    return {};
}

/// Whether a condition that does not hold could hold another time.
bool is_open(const Denial& denial)
{
    return denial.reason == Reason::KeyMissing || denial.reason == Reason::Never ||
           denial.reason == Reason::NotProtected;
}

/// NOT: holds while none of the conditions does, and all of them are understood.
Verdict evaluate_none(ByteView conditions, const SecurityStatus& status, unsigned nesting)
{
    if (conditions.empty()) {
        return denied(Reason::Malformed);
    }
    for (TlvReader reader{conditions}; !reader.at_end();) {
        const auto condition = reader.next();
        if (!condition) {
            return denied(Reason::Malformed);
        }
        const Verdict verdict = evaluate(*condition, status, nesting);
        if (verdict || !is_open(verdict.error())) {
            return verdict ? denied(Reason::Never) : verdict;
        }
    }
    return {};
}

Verdict evaluate(const TlvObject& condition, const SecurityStatus& status, unsigned nesting)
{
    if (nesting == max_nesting) {
        return denied(Reason::Malformed);
    }
    switch (condition.tag) {
    case Tag{0x90}:
        return condition.value.empty() ? Verdict{} : denied(Reason::Malformed);
    case Tag{0x97}:
        return denied(condition.value.empty() ? Reason::Never : Reason::Malformed);
    case Tag{0xA4}:
        return evaluate_authentication(condition.value, status);
    case Tag{0xB4}: {
        const SecurityLevel level = status.level();
        return evaluate_messaging(condition.value, level, level.command_mac, level.response_mac);
    }
    case Tag{0xB8}: {
        const SecurityLevel level = status.level();
        return evaluate_messaging(condition.value, level, level.command_encryption,
                                  level.response_encryption);
    }
    case Tag{0xA0}:
        return evaluate_any(condition.value, status, nesting + 1);
    case Tag{0xAF}:
        return evaluate_all(condition.value, status, nesting + 1);
    case Tag{0xA7}:
        return evaluate_none(condition.value, status, nesting + 1);
    default:
        return denied(Reason::Unsupported);
    }
}

bool is_fill(ByteView rules, std::size_t offset)
{
    return rules[offset] == 0xFF;
}

} // namespace

Result<void, Denial> decide(ByteView rules, AccessMode operation, const SecurityStatus& status)
{
    Denial denial{Reason::NoRule, {}};
    bool covered = false;
    for (TlvReader reader{rules}; !reader.at_end() && !is_fill(rules, reader.offset());) {
        const auto object = reader.next();
        if (!object) {
            return denied(Reason::Malformed);
        }
        if (is_access_mode(object->tag)) {
            covered = covers(*object, operation);
            continue;
        }
        if (!covered) {
            continue;
        }
        const Verdict verdict = evaluate(*object, status, 0);
        if (verdict || verdict.error().reason == Reason::Malformed) {
            return verdict;
        }
        merge(denial, verdict.error());
    }
    return tl::unexpected{denial};
}

} // namespace uicc::filesystem
