#include "profiles/loader/dm/oma_dm_section.hpp"

#include "profiles/loader/dm/octets.hpp"
#include "profiles/loader/dm/text_list.hpp"

namespace uicc::profiles {
namespace {

namespace dm = emulator::dm;
using yaml::Node;

constexpr std::array<Word<dm::DmPayload>, 3> payloads{{{"message", dm::DmPayload::Message},
                                                       {"tnds", dm::DmPayload::Tnds},
                                                       {"inline", dm::DmPayload::Inline}}};
constexpr std::uint64_t largest_bearer = 2147483647;

dm::DmAddress read_address(Report& report, const Node& node)
{
    Section section{report, node};
    dm::DmAddress address{.address = section.text("address").value_or(""),
                          .ports = read_ports(section),
                          .node_name = section.text("node-name").value_or("")};
    address.type = section.text("type").value_or(address.type);
    section.finish();
    return address;
}

dm::DmCredential read_credential(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    dm::DmCredential credential{.name = section.text("name"),
                                .secret = read_secret_octets(section, "secret", "secret-hex"),
                                .data = read_secret_octets(section, "nonce", "nonce-hex"),
                                .node_name = section.text("node-name").value_or("")};
    credential.level = section.text("level").value_or(credential.level);
    credential.type = section.text("type").value_or(credential.type);
    section.finish();
    return credential;
}

dm::DmAccount read_account(Report& report, const Node& node)
{
    Section section{report, node};
    dm::DmAccount account{.server_id = section.text("server-id").value_or(""),
                          .name = section.text("name"),
                          .pref_con_ref = section.text("pref-con-ref"),
                          .to_con_refs = read_texts(section, "to-con-refs"),
                          .auth_pref = section.text("auth-pref"),
                          .acl = section.text("acl")};
    account.node_name = section.text("node-name").value_or(account.node_name);
    account.app_id = section.text("app-id").value_or(account.app_id);
    if (const Node* addresses = section.find("addresses")) {
        for (const Node* item : items_of(report, *addresses)) {
            account.addresses.push_back(read_address(report, *item));
        }
    }
    if (const Node* credentials = section.find("credentials")) {
        for (const Node* item : items_of(report, *credentials)) {
            account.credentials.push_back(read_credential(report, *item));
        }
    }
    section.finish();
    return account;
}

dm::DmNapAuth read_nap_auth(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    dm::DmNapAuth auth{
        .name = section.text("name").value_or(""),
        .secret = read_secret_octets(section, "secret", "secret-hex").value_or(SecureBytes{})};
    auth.type = section.text("type").value_or(auth.type);
    section.finish();
    return auth;
}

dm::DmNap read_nap(Report& report, const Node& node)
{
    Section section{report, node};
    dm::DmNap nap{.napid = section.text("napid").value_or(""),
                  .name = section.text("name"),
                  .address = section.text("address").value_or("")};
    nap.node_name = section.text("node-name").value_or(nap.node_name);
    nap.address_type = section.text("address-type").value_or(nap.address_type);
    if (const auto bearer = section.number("bearer-type", {0, largest_bearer})) {
        nap.bearer_type = static_cast<std::int32_t>(*bearer);
    }
    if (const Node* auth = section.find("auth")) {
        for (const Node* item : items_of(report, *auth)) {
            nap.auth.push_back(read_nap_auth(report, *item));
        }
    }
    section.finish();
    return nap;
}

} // namespace

dm::DmBootstrap read_oma_dm(Section& section)
{
    Report& report = section.report();
    dm::DmBootstrap bootstrap;
    if (const Node* accounts = section.require("accounts")) {
        for (const Node* item : items_of(report, *accounts)) {
            bootstrap.accounts.push_back(read_account(report, *item));
        }
    }
    if (const Node* naps = section.find("naps")) {
        for (const Node* item : items_of(report, *naps)) {
            bootstrap.naps.push_back(read_nap(report, *item));
        }
    }
    bootstrap.payload = section.choice("format", payloads).value_or(bootstrap.payload);
    bootstrap.string_table = section.flag("string-table").value_or(false);
    bootstrap.anonymous = section.flag("anonymous").value_or(false);
    bootstrap.target = section.text("target").value_or(bootstrap.target);
    bootstrap.source = section.text("source").value_or(bootstrap.source);
    bootstrap.allow_defects = section.flag("allow-defects").value_or(false);
    return bootstrap;
}

} // namespace uicc::profiles
