#include "filesystem/catalogue/standard_rules.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace uicc::filesystem::catalogue {
namespace {

using enum AccessLevel;
using codec::Tag;

using Level = std::optional<AccessLevel>;

constexpr Level none{};

constexpr auto rules = std::to_array<StandardRule>({
    // clang-format off
    //    read    update      append deactiv activate remove increase
    { 1, {Always, Pin,        none,  Adm,    Adm,     Adm,   none}},
    { 2, {Pin,    Adm,        none,  Adm,    Adm,     Adm,   none}},
    { 3, {Adm,    Adm,        none,  Adm,    Adm,     Adm,   none}},
    { 4, {Always, Never,      none,  Never,  Never,   Adm,   none}},
    { 5, {Pin,    Pin,        none,  Adm,    Adm,     Adm,   none}},
    { 6, {Pin,    Adm,        none,  Adm,    Pin,     Adm,   none}},
    { 7, {Pin,    Pin,        none,  Adm,    Adm,     Adm,   Pin}},
    { 8, {Pin,    Pin2,       none,  Adm,    Adm,     Adm,   none}},
    { 9, {Always, Pin,        none,  Pin,    Pin,     Adm,   none}},
    {10, {Always, Adm,        none,  Adm,    Adm,     Adm,   none}},
    {11, {Always, Never,      none,  Adm,    Adm,     Never, none}},
    {12, {Pin,    Never,      none,  Never,  Never,   Never, none}},
    {13, {Pin,    Pin,        none,  Adm,    Pin,     Adm,   none}},
    {14, {none,   Adm,        Adm,   Adm,    Adm,     Adm,   none}}, // DFs: create EF, create DF
    {15, {Pin,    PinOrPin2,  none,  Adm,    Adm,     Adm,   none}}, // EF.ACMmax, EF.PUCT
    {16, {Pin,    PinOrPin2,  none,  Adm,    Adm,     Adm,   Pin}},  // EF.ACM
    {17, {Pin,    PinOrAdm,   none,  Adm,    Adm,     Adm,   none}}, // EF.MSISDN
    {18, {Pin,    Pin,        none,  Pin2,   Pin2,    Adm,   none}}, // EF.ADN, TS 51.011 §10.5.1
    {19, {Pin,    Pin2,       none,  Pin2,   Pin2,    Adm,   none}}, // EF.BDN, TS 51.011 §10.5.12
    {20, {Pin,    Pin2OrAdm,  none,  Adm,    Adm,     Adm,   none}},
    {21, {Always, Always,     none,  Adm,    Adm,     Adm,   none}},
    {22, {Pin,    Never,      none,  Adm,    Adm,     Never, none}},
    {23, {Adm,    Never,      none,  Adm,    Adm,     Never, none}},
    {24, {Never,  Adm,        none,  Adm,    Adm,     Adm,   none}},
    {25, {Never,  Never,      none,  Never,  Never,   Never, none}},
    {26, {Always, PinOrAdm,   none,  Adm,    Adm,     Adm,   none}},
    {27, {PinOrAdm, Adm,      none,  Adm,    Adm,     Adm,   none}},
    {28, {PinOrAdm, PinOrAdm, none,  Adm,    Adm,     Adm,   none}},
    {29, {Always, Pin2,       none,  Adm,    Adm,     Adm,   none}},
    // clang-format on
});

consteval bool numbers_itself(const auto& table)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].record != i + 1) {
            return false;
        }
    }
    return true;
}
static_assert(numbers_itself(rules));
static_assert(rules[directory_rule_record - 1].rights.append == Adm);

/// Control reference template of a user authentication, TS 102 221 §9.5 and Table 9.3.
void append_authentication(Bytes& out, KeyReference key)
{
    constexpr Byte user_pin = 0x08; // usage qualifier
    Bytes crt;
    codec::append_tlv(crt, Tag{0x83}, std::array{static_cast<Byte>(key)});
    codec::append_tlv(crt, Tag{0x95}, std::array{user_pin});
    codec::append_tlv(out, Tag{0xA4}, crt);
}

/// How the conditions in a template go together, TS 102 221 Table 9.5.
constexpr Tag any_of{0xA0};
constexpr Tag all_of{0xAF};

void append_two(Bytes& out, Tag template_tag, KeyReference one, KeyReference other)
{
    Bytes conditions;
    append_authentication(conditions, one);
    append_authentication(conditions, other);
    codec::append_tlv(out, template_tag, conditions);
}

/// Commands and responses with checksum and encryption, ISO/IEC 7816-4 §10.3.
void append_secure_channel(Bytes& out)
{
    constexpr Byte in_commands_and_responses = 0x30; // usage qualifier
    Bytes usage;
    codec::append_tlv(usage, Tag{0x95}, std::array{in_commands_and_responses});
    Bytes conditions;
    codec::append_tlv(conditions, Tag{0xB4}, usage);
    codec::append_tlv(conditions, Tag{0xB8}, usage);
    codec::append_tlv(out, all_of, conditions);
}

void append_condition(Bytes& out, AccessLevel level, const RuleKeys& keys)
{
    switch (level) {
    case Always:
        return codec::append_tlv(out, Tag{0x90}, {});
    case Never:
        return codec::append_tlv(out, Tag{0x97}, {});
    case Pin:
        return append_authentication(out, keys.pin);
    case Pin2:
        return append_authentication(out, keys.second_pin);
    case Adm:
        return append_authentication(out, keys.adm);
    case PinOrPin2:
        return append_two(out, any_of, keys.pin, keys.second_pin);
    case PinOrAdm:
        return append_two(out, any_of, keys.pin, keys.adm);
    case Pin2OrAdm:
        return append_two(out, any_of, keys.second_pin, keys.adm);
    case PinAndPin2:
        return append_two(out, all_of, keys.pin, keys.second_pin);
    case PinAndAdm:
        return append_two(out, all_of, keys.pin, keys.adm);
    case Pin2AndAdm:
        return append_two(out, all_of, keys.second_pin, keys.adm);
    case SecureChannel:
        return append_secure_channel(out);
    }
}

/// What no bit of the AM byte covers is named by its instruction, TS 102 221 Table 9.1.
void append_instruction(Bytes& out, Byte instruction, Level level, const RuleKeys& keys)
{
    if (level) {
        codec::append_tlv(out, Tag{0x84}, std::array{instruction});
        append_condition(out, *level, keys);
    }
}

/// The bits of the AM byte by the level that they ask for.
std::map<AccessLevel, Byte> access_modes(const AccessRights& rights)
{
    std::map<AccessLevel, Byte> modes;
    const auto cover = [&modes](Level level, Byte bit) {
        if (level) {
            modes[*level] = static_cast<Byte>(modes[*level] | bit);
        }
    };
    cover(rights.read, 0x01);
    cover(rights.update, 0x02);
    cover(rights.append, 0x04);
    cover(rights.deactivate, 0x08);
    cover(rights.activate, 0x10);
    cover(rights.remove, 0x40);
    return modes;
}

} // namespace

std::span<const StandardRule> standard_rules() noexcept
{
    return rules;
}

Bytes encode_rule(const AccessRights& rights, const RuleKeys& keys)
{
    constexpr Byte increase = 0x32;
    constexpr Byte resize = 0xD4;
    std::map<Byte, AccessLevel> in_order;
    for (const auto& [level, mode] : access_modes(rights)) {
        in_order.emplace(mode, level);
    }
    Bytes record;
    for (const auto& [mode, level] : in_order) {
        codec::append_tlv(record, Tag{0x80}, std::array{mode});
        append_condition(record, level, keys);
    }
    append_instruction(record, increase, rights.increase, keys);
    append_instruction(record, resize, rights.resize, keys);
    return record;
}

const StandardRule* rule_for(const AccessRights& rights) noexcept
{
    const auto found = std::ranges::find_if(rules, [&rights](const StandardRule& rule) {
        AccessRights candidate = rule.rights;
        candidate.remove = rights.remove;
        return candidate == rights;
    });
    return found == rules.end() ? nullptr : &*found;
}

const StandardRule* rule_for(AccessLevel read,
                             AccessLevel update,
                             std::optional<AccessLevel> increase) noexcept
{
    return rule_for(AccessRights{
        .read = read, .update = update, .deactivate = Adm, .activate = Adm, .increase = increase});
}

} // namespace uicc::filesystem::catalogue
