#include "profiles/loader/access_control.hpp"

#include "filesystem/identifiers.hpp"
#include "profiles/loader/applet.hpp"

#include <algorithm>

namespace uicc::profiles {
namespace {

using emulator::applications::AccessRule;
using filesystem::Aid;
using yaml::Node;

constexpr std::string_view clause = "GPD Secure Element Access Control §6.1";
constexpr std::array<Byte, 9> usual_aid{0xA0, 0x00, 0x00, 0x01, 0x51, 0x41, 0x43, 0x4C, 0x00};
constexpr std::size_t sha1_size = 20;
constexpr std::size_t sha256_size = 32;
constexpr std::size_t permissions_size = 8;
constexpr std::size_t longest_package = 127;
constexpr std::size_t most_filters = 16;

constexpr std::array<Word<bool>, 2> permissions{{{"always", true}, {"never", false}}};

bool is_word(const Node& node, std::string_view word)
{
    return node.kind == yaml::Kind::Scalar && node.text == word;
}

void read_target(Section& section, AccessRule& rule)
{
    const Node* node = section.find("aid");
    if (node == nullptr || is_word(*node, "any")) {
        return;
    }
    if (is_word(*node, "implicit")) {
        rule.target = AccessRule::Target::Implicit;
        return;
    }
    rule.target = AccessRule::Target::Aid;
    rule.aid =
        read_hex(section.report(), *node, {Aid::min_size, Aid::max_size}, clause).value_or(Bytes{});
}

void read_device_application(Section& section, AccessRule& rule)
{
    const Node* node = section.find("device-application");
    if (node == nullptr || is_word(*node, "any")) {
        return;
    }
    const auto hash = read_hex(section.report(), *node, {sha1_size, sha256_size}, clause);
    if (hash && hash->size() != sha1_size && hash->size() != sha256_size) {
        section.report().add(*node, "a SHA-1 or SHA-256 of a certificate is wanted here",
                             std::string{clause});
    }
    rule.device_application = hash.value_or(Bytes{});
}

/// `always`, `never`, or a list of header and mask, 8 octets each.
void read_apdu_rights(Section& section, AccessRule& rule)
{
    const Node* node = section.find("apdu");
    if (node == nullptr) {
        return;
    }
    Report& report = section.report();
    if (node->kind != yaml::Kind::Sequence) {
        rule.apdu_access = read_choice(report, *node, permissions);
        return;
    }
    const auto items = items_of(report, *node);
    if (items.empty() || items.size() > most_filters) {
        report.add(*node, "1 to 16 filters are wanted here", std::string{clause});
    }
    for (const Node* item : items) {
        AccessRule::ApduFilter filter{};
        if (const auto octets =
                read_hex(report, *item, SizeRange::exactly(filter.size()), clause)) {
            std::ranges::copy(*octets, filter.begin());
            rule.apdu_filters.push_back(filter);
        }
    }
}

AccessRule read_rule(Report& report, const Node& node)
{
    Section section{report, node};
    AccessRule rule;
    read_target(section, rule);
    read_device_application(section, rule);
    rule.package = section.line("package").value_or("");
    if (rule.package.size() > longest_package) {
        report.add(*section.find("package"), "a package name has at most 127 octets",
                   std::string{clause});
    }
    read_apdu_rights(section, rule);
    rule.nfc_events = section.choice("nfc", permissions);
    rule.permissions =
        section.hex("permissions", SizeRange::exactly(permissions_size), clause).value_or(Bytes{});
    if (!section.has("apdu") && !section.has("nfc") && !section.has("permissions")) {
        report.add(node, "a rule grants or denies something: apdu, nfc or permissions",
                   std::string{clause});
    }
    section.finish();
    return rule;
}

} // namespace

AccessControl read_access_control(LoadContext& context, const Node& node)
{
    Section section{context.report, node};
    AccessControl control{.applet = read_applet(section, ara_m_name, usual_aid)};
    if (const Node* rules = section.find("rules")) {
        for (const Node* item : items_of(context.report, *rules)) {
            control.rules.push_back(read_rule(context.report, *item));
        }
    }
    section.finish();
    return control;
}

} // namespace uicc::profiles
