#include "daemon/client/content/document.hpp"
#include "daemon/client/content/judgement.hpp"
#include "emulator/dm/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace uicc::daemon::client::content {
namespace {

namespace dm = emulator::dm;

constexpr std::string_view account_object = "urn:oma:mo:oma-dm-dmacc:";
constexpr std::string_view access_point_object = "urn:oma:mo:oma-connmo-nap:";
/// The newest first.
constexpr auto supported_versions = std::to_array<std::string_view>({"1.2", "1.1", "1.0"});

std::string object_identifier(const pugi::xml_node& node)
{
    return node.child("RTProperties").child("Type").child("DDFName").child_value();
}

pugi::xml_node child_named(const pugi::xml_node& node, std::string_view name)
{
    for (const pugi::xml_node child : node.children("Node")) {
        if (child.child_value("NodeName") == name) {
            return child;
        }
    }
    return {};
}

std::string value_of(const pugi::xml_node& node, std::string_view name)
{
    return child_named(node, name).child_value("Value");
}

/// A node has a value or children, OMA DM TNDS 1.2 §6.
bool is_well_built(const pugi::xml_node& node)
{
    const bool is_leaf = node.child("Node").empty();
    return (is_leaf || node.child("Value").empty()) &&
           std::ranges::all_of(node.children("Node"), is_well_built);
}

std::string security_of(const pugi::xml_node& account)
{
    for (const pugi::xml_node credential : child_named(account, "AppAuth").children("Node")) {
        if (value_of(credential, "AAuthLevel") == "CLCRED") {
            return lower_case(value_of(credential, "AAuthType"));
        }
    }
    return "none";
}

class DmJudge {
public:
    explicit DmJudge(const Conduct& conduct) : conduct_{conduct} {}

    Judgement judge(const pugi::xml_document& document)
    {
        const auto trees = document.select_nodes("//MgmtTree");
        if (trees.empty()) {
            reject("it holds no management tree");
        }
        for (const auto& tree : trees) {
            judge_tree(tree.node());
        }
        if (judgement_.verdict == Verdict::Malformed) {
            judgement_.accounts.clear();
        }
        return std::move(judgement_);
    }

private:
    void judge_tree(const pugi::xml_node& tree)
    {
        if (!std::ranges::all_of(tree.children("Node"), is_well_built)) {
            complain("a node of the tree has a value and children");
            if (conduct_.keeps(Rule::AcceptValueWithChildren)) {
                judgement_.verdict = Verdict::Malformed;
                return;
            }
        }
        note_unknown_objects(tree);
        if (conduct_.breaks(Rule::ConnectivityNeeded) && !has_access_point(tree)) {
            complain("there is no network access point");
            return;
        }
        if (conduct_.breaks(Rule::EveryMoVersion)) {
            std::ranges::for_each(supported_versions,
                                  [&](auto version) { add_accounts(tree, version); });
            return;
        }
        const auto* newest = std::ranges::find_if(
            supported_versions, [&](auto version) { return has_accounts(tree, version); });
        if (newest != supported_versions.end()) {
            add_accounts(tree, *newest);
        }
    }

    void note_unknown_objects(const pugi::xml_node& tree)
    {
        for (const pugi::xml_node node : tree.children("Node")) {
            const std::string object = object_identifier(node);
            if (object.starts_with(account_object) || object.starts_with(access_point_object)) {
                continue;
            }
            complain("a management object of an unknown kind is passed over");
            if (conduct_.breaks(Rule::RejectUnknownMo)) {
                judgement_.verdict = Verdict::Malformed;
            }
        }
    }

    static bool has_access_point(const pugi::xml_node& tree)
    {
        return std::ranges::any_of(tree.children("Node"), [](const pugi::xml_node& node) {
            return object_identifier(node).starts_with(access_point_object);
        });
    }

    static bool is_account(const pugi::xml_node& node, std::string_view version)
    {
        return object_identifier(node) == fmt::format("{}{}", account_object, version);
    }

    static bool has_accounts(const pugi::xml_node& tree, std::string_view version)
    {
        return std::ranges::any_of(tree.children("Node"), [&](const pugi::xml_node& node) {
            return is_account(node, version);
        });
    }

    void add_accounts(const pugi::xml_node& tree, std::string_view version)
    {
        for (const pugi::xml_node node : tree.children("Node")) {
            if (is_account(node, version)) {
                add(node);
            }
        }
    }

    void add(const pugi::xml_node& node)
    {
        Account account{.source = Source::Dm,
                        .id = value_of(node, "ServerID"),
                        .security = security_of(node),
                        .digest = digest_of(std::string_view{text_of(node)})};
        const pugi::xml_node addresses = child_named(node, "AppAddr");
        account.server = value_of(addresses.child("Node"), "Addr");
        if (account.id.empty() || account.server.empty()) {
            complain("an account has no ServerID or no address");
            return;
        }
        const bool twice = std::ranges::find(judgement_.accounts, account.id, &Account::id) !=
                           judgement_.accounts.end();
        if (twice) {
            complain(fmt::format("there are two accounts for {}", account.id));
        }
        if (!twice || conduct_.breaks(Rule::EveryDuplicate) ||
            conduct_.breaks(Rule::EveryMoVersion)) {
            judgement_.accounts.push_back(std::move(account));
        }
    }

    void complain(std::string_view problem)
    {
        judgement_.problems.push_back(fmt::format("EF.DM_Bootstrap: {}", problem));
    }

    void reject(std::string_view problem)
    {
        complain(problem);
        judgement_.verdict = Verdict::Malformed;
    }

    const Conduct& conduct_;
    Judgement judgement_{};
};

Judgement malformed(std::string_view why)
{
    return {.verdict = Verdict::Malformed, .problems = {fmt::format("EF.DM_Bootstrap: {}", why)}};
}

} // namespace

Judgement judge_dm(ByteView file, const Conduct& conduct)
{
    if (std::ranges::all_of(file, dm::is_fill) && conduct.keeps(Rule::NoFill)) {
        return {.verdict = Verdict::Absent};
    }
    pugi::xml_document document;
    const auto decoded = decode_document(file, conduct, document);
    if (!decoded) {
        return malformed(decoded.error());
    }
    if (decoded->kind == DocumentKind::Provisioning) {
        return malformed("it is a provisioning document");
    }
    const bool plain_message = decoded->kind == DocumentKind::Message && !decoded->inline_tree;
    if (!plain_message && conduct.breaks(Rule::MessageOnly)) {
        return malformed("it is no message with a nested document");
    }
    if (decoded->kind == DocumentKind::Message && conduct.breaks(Rule::TreeOnly)) {
        return malformed("it is a message");
    }
    return DmJudge{conduct}.judge(document);
}

} // namespace uicc::daemon::client::content
