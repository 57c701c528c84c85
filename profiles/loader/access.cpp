#include "profiles/loader/access.hpp"

#include "codec/ber_tlv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace uicc::profiles {
namespace {

using filesystem::catalogue::AccessLevel;
using filesystem::catalogue::AccessRights;
using yaml::Node;

constexpr std::string_view rule_clause = "TS 102 221 §9.2.4";
constexpr std::size_t longest_rule = 255; // a record of EF.ARR

/// A level, and whether its PIN is the universal one.
struct Level {
    AccessLevel level{};
    bool universal = false;
};

constexpr std::array<Word<Level>, 13> levels{{
    {"always", {AccessLevel::Always}},
    {"pin", {AccessLevel::Pin}},
    {"pin2", {AccessLevel::Pin2}},
    {"universal-pin", {AccessLevel::Pin, true}},
    {"adm", {AccessLevel::Adm}},
    {"never", {AccessLevel::Never}},
    {"pin or pin2", {AccessLevel::PinOrPin2}},
    {"pin or adm", {AccessLevel::PinOrAdm}},
    {"pin2 or adm", {AccessLevel::Pin2OrAdm}},
    {"pin and pin2", {AccessLevel::PinAndPin2}},
    {"pin and adm", {AccessLevel::PinAndAdm}},
    {"pin2 and adm", {AccessLevel::Pin2AndAdm}},
    {"secure-channel", {AccessLevel::SecureChannel}},
}};

struct Operation {
    std::string_view key{};
    std::optional<AccessLevel> AccessRights::*right = nullptr;
};

constexpr std::array<Operation, 8> operations{{{"read", &AccessRights::read},
                                               {"update", &AccessRights::update},
                                               {"append", &AccessRights::append},
                                               {"deactivate", &AccessRights::deactivate},
                                               {"activate", &AccessRights::activate},
                                               {"delete", &AccessRights::remove},
                                               {"increase", &AccessRights::increase},
                                               {"resize", &AccessRights::resize}}};

bool asks_for_pin(std::optional<AccessLevel> level)
{
    constexpr std::array asking{AccessLevel::Pin, AccessLevel::PinOrPin2, AccessLevel::PinOrAdm,
                                AccessLevel::PinAndPin2, AccessLevel::PinAndAdm};
    return level && std::ranges::find(asking, *level) != asking.end();
}

void read_rights(Section& section, AccessPlan& access)
{
    const Node* universal = nullptr;
    const Node* ordinary = nullptr;
    for (const Operation& operation : operations) {
        const auto level = section.choice(operation.key, levels);
        if (!level) {
            continue;
        }
        access.rights.*operation.right = level->level;
        if (asks_for_pin(level->level)) {
            (level->universal ? universal : ordinary) = section.find(operation.key);
        }
    }
    if (universal == nullptr) {
        return;
    }
    access.keys.pin = filesystem::universal_pin;
    if (ordinary != nullptr) {
        section.report().add(
            *ordinary, "pin and universal-pin do not go together here; write them as `rules:`",
            std::string{rule_clause});
    }
}

/// Where a data object begins that does not end within the octets.
std::optional<std::size_t> broken_object(ByteView octets)
{
    for (codec::TlvReader reader{octets}; !reader.at_end();) {
        const std::size_t start = reader.offset();
        if (!reader.next()) {
            return start;
        }
    }
    return std::nullopt;
}

/// Where an AM byte stands that has not a condition octet for every bit of b7 to b1 that is set.
std::optional<std::size_t> broken_access_mode(ByteView octets)
{
    for (std::size_t next = 0; next < octets.size();) {
        const std::size_t start = next;
        next += 1 + static_cast<std::size_t>(std::popcount(static_cast<Byte>(octets[next] & 0x7F)));
        if (next > octets.size()) {
            return start;
        }
    }
    return std::nullopt;
}

/// Where a rule has not the shape of its format; whether it makes sense is the card's business.
std::optional<std::size_t> flaw_of(ByteView rule, AccessPlan::Form form)
{
    return form == AccessPlan::Form::Compact ? broken_access_mode(rule) : broken_object(rule);
}

void read_rule(Section& section, std::string_view key, AccessPlan::Form form, AccessPlan& access)
{
    const auto rule = section.hex(key, {1, longest_rule}, rule_clause);
    if (!rule) {
        return;
    }
    if (const auto flaw = flaw_of(*rule, form)) {
        const std::string_view shape =
            form == AccessPlan::Form::Compact
                ? "each access mode byte has one condition octet per bit b7 to b1"
                : "a rule is a row of whole data objects";
        section.report().add(
            *section.find(key),
            fmt::format("{}; what begins with octet {} ends early", shape, *flaw + 1),
            std::string{rule_clause});
        return;
    }
    access.form = form;
    access.rule = *rule;
}

std::optional<Byte> read_record_number(Report& report, const Node& node)
{
    const auto number = read_number(report, node, {1, 254}, rule_clause);
    return number ? std::optional{static_cast<Byte>(*number)} : std::nullopt;
}

/// Records by security environment, TS 102 221 §9.2.7.
void read_environments(Report& report, const Node& node, AccessPlan& access)
{
    access.by_environment = true;
    for (const Entry& entry : entries_of(report, node)) {
        const auto environment = read_number(report, *entry.key, {0, 255}, "TS 102 221 §9.2.7");
        const auto record = read_record_number(report, *entry.value);
        if (environment && record) {
            access.records.emplace_back(static_cast<Byte>(*environment), *record);
        }
    }
}

std::optional<filesystem::Fid> read_arr_fid(Section& section)
{
    const Node* node = section.require("fid", rule_clause);
    return node == nullptr ? std::nullopt : read_fid(section.report(), *node);
}

void read_reference(Report& report, const Node& node, AccessPlan& access)
{
    Section section{report, node};
    section.exclusive({"record", "records"});
    const auto fid = read_arr_fid(section);
    access.records.clear();
    if (const Node* record = section.find("record")) {
        if (const auto number = read_record_number(report, *record)) {
            access.records.emplace_back(Byte{0}, *number);
        }
    } else if (const Node* records = section.find("records")) {
        read_environments(report, *records, access);
    } else {
        report.add(node, "record is missing here", std::string{rule_clause});
    }
    section.finish();
    access.form = AccessPlan::Form::Reference;
    access.arr = fid.value_or(filesystem::Fid{});
}

} // namespace

AccessPlan read_access(Report& report, const Node& node, AccessPlan otherwise)
{
    AccessPlan access = std::move(otherwise);
    access.position = node.position;
    Section section{report, node};
    section.exclusive({"arr", "rules", "expanded", "compact"});
    for (const Operation& operation : operations) {
        section.exclusive({"arr", operation.key});
        section.exclusive({"rules", operation.key});
        section.exclusive({"expanded", operation.key});
        section.exclusive({"compact", operation.key});
    }
    if (access.form == AccessPlan::Form::AsInFcp) {
        access.form = AccessPlan::Form::Rights;
    }
    read_rights(section, access);
    read_rule(section, "rules", AccessPlan::Form::Rule, access);
    read_rule(section, "expanded", AccessPlan::Form::Expanded, access);
    read_rule(section, "compact", AccessPlan::Form::Compact, access);
    if (const Node* reference = section.find("arr")) {
        read_reference(report, *reference, access);
    }
    section.finish();
    return access;
}

void apply_read_right(Report& report, const Node& node, AccessPlan& access)
{
    const auto level = read_choice(report, node, levels);
    if (!level) {
        return;
    }
    access.position = node.position;
    access.rights.read = level->level;
    if (level->universal) {
        access.keys.pin = filesystem::universal_pin;
    }
}

} // namespace uicc::profiles
