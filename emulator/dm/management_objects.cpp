#include "emulator/dm/management_objects.hpp"

#include "emulator/dm/base64.hpp"
#include "emulator/dm/text_check.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace uicc::emulator::dm {
namespace {

constexpr const char* account_object = "urn:oma:mo:oma-dm-dmacc:1.0";
constexpr const char* nap_object = "urn:oma:mo:oma-connmo-nap:1.0";

std::string name_or_number(const std::string& name, std::size_t number)
{
    return name.empty() ? std::to_string(number) : name;
}

void add_if_present(std::vector<MoNode>& nodes,
                    const char* name,
                    const std::optional<std::string>& value)
{
    if (value) {
        nodes.push_back(leaf(name, *value));
    }
}

/// Only Get, Replace and Delete, and only for the server of the account (OMA DM Bootstrap 1.2 §5).
std::string default_acl(const std::string& server_id)
{
    return "Get=" + server_id + "&Replace=" + server_id + "&Delete=" + server_id;
}

MoNode ports(const DmAddress& address)
{
    std::vector<MoNode> nodes;
    for (const std::uint16_t port : address.ports) {
        nodes.push_back(
            interior(std::to_string(nodes.size() + 1), {leaf("PortNbr", std::to_string(port))}));
    }
    return interior("Port", std::move(nodes));
}

MoNode addresses(const DmAccount& account)
{
    std::vector<MoNode> nodes;
    for (const DmAddress& address : account.addresses) {
        std::vector<MoNode> parts{leaf("Addr", address.address)};
        if (!address.type.empty()) {
            parts.push_back(leaf("AddrType", address.type));
        }
        if (!address.ports.empty()) {
            parts.push_back(ports(address));
        }
        nodes.push_back(
            interior(name_or_number(address.node_name, nodes.size() + 1), std::move(parts)));
    }
    return interior("AppAddr", std::move(nodes));
}

MoNode credentials(const DmAccount& account)
{
    std::vector<MoNode> nodes;
    for (const DmCredential& credential : account.credentials) {
        std::vector<MoNode> parts{leaf("AAuthLevel", credential.level),
                                  leaf("AAuthType", credential.type)};
        add_if_present(parts, "AAuthName", credential.name);
        if (credential.secret) {
            parts.push_back(leaf("AAuthSecret", text_of(*credential.secret)));
        }
        if (credential.data) {
            parts.push_back(leaf("AAuthData", to_base64(*credential.data), LeafFormat::B64));
        }
        nodes.push_back(
            interior(name_or_number(credential.node_name, nodes.size() + 1), std::move(parts)));
    }
    return interior("AppAuth", std::move(nodes));
}

MoNode connections(const DmAccount& account)
{
    std::vector<MoNode> nodes;
    for (const std::string& reference : account.to_con_refs) {
        nodes.push_back(interior(std::to_string(nodes.size() + 1), {leaf("ConRef", reference)}));
    }
    return interior("ToConRef", std::move(nodes));
}

/// DMAcc, OMA DM Standardized Objects 1.2 §5.3.1.
MoNode account_node(const DmAccount& account)
{
    std::vector<MoNode> parts{leaf("AppID", account.app_id), leaf("ServerID", account.server_id)};
    add_if_present(parts, "Name", account.name);
    add_if_present(parts, "PrefConRef", account.pref_con_ref);
    if (!account.to_con_refs.empty()) {
        parts.push_back(connections(account));
    }
    if (!account.addresses.empty()) {
        parts.push_back(addresses(account));
    }
    add_if_present(parts, "AAuthPref", account.auth_pref);
    if (!account.credentials.empty()) {
        parts.push_back(credentials(account));
    }
    MoNode node = interior(account.node_name, std::move(parts));
    node.object_id = account_object;
    node.acl = account.acl.value_or(default_acl(account.server_id));
    return node;
}

MoNode nap_authentication(const DmNap& nap)
{
    std::vector<MoNode> nodes;
    for (const DmNapAuth& auth : nap.auth) {
        nodes.push_back(interior(std::to_string(nodes.size() + 1),
                                 {leaf("AuthType", auth.type), leaf("AuthName", auth.name),
                                  leaf("AuthSecr", text_of(auth.secret))}));
    }
    return interior("NAPAuthInf", std::move(nodes));
}

MoNode nap_node(const DmNap& nap)
{
    std::vector<MoNode> parts{leaf("NAPID", nap.napid)};
    add_if_present(parts, "Name", nap.name);
    parts.push_back(leaf("BearerType", std::to_string(nap.bearer_type), LeafFormat::Int));
    parts.push_back(leaf("AddrType", nap.address_type));
    parts.push_back(leaf("Addr", nap.address));
    if (!nap.auth.empty()) {
        parts.push_back(nap_authentication(nap));
    }
    MoNode node = interior(nap.node_name, std::move(parts));
    node.object_id = nap_object;
    return node;
}

void check_nodes(const std::vector<MoNode>& nodes,
                 const std::string& path,
                 std::vector<DmError>& all)
{
    std::set<std::string_view> names;
    for (const MoNode& node : nodes) {
        if (node.name.empty() || node.name.find('/') != std::string::npos ||
            !is_text(octets_of(node.name))) {
            all.push_back({.what = "a node name must be text without `/`", .field = path});
            continue;
        }
        const std::string here = path + "/" + node.name;
        if (!names.insert(node.name).second) {
            all.push_back({.what = "the node name is used twice", .field = here});
        }
        if (!is_text(octets_of(node.value)) || !is_text(octets_of(node.acl))) {
            all.push_back({.what = "is not UTF-8 text without control characters", .field = here});
        }
        check_nodes(node.children, here, all);
    }
}

} // namespace

std::vector<MoNode> management_objects(const DmBootstrap& bootstrap)
{
    std::vector<MoNode> nodes;
    for (const DmNap& nap : bootstrap.naps) {
        nodes.push_back(nap_node(nap));
    }
    for (const DmAccount& account : bootstrap.accounts) {
        nodes.push_back(account_node(account));
    }
    return nodes;
}

std::vector<DmError> check_tree(const std::vector<MoNode>& nodes)
{
    std::vector<DmError> all;
    check_nodes(nodes, ".", all);
    return all;
}

} // namespace uicc::emulator::dm
