#include "profiles/loader/dm/provisioning_section.hpp"

#include "profiles/loader/dm/octets.hpp"
#include "profiles/loader/dm/text_list.hpp"

namespace uicc::profiles {
namespace {

namespace dm = emulator::dm;
using yaml::Node;

constexpr std::array<Word<dm::CpForm>, 3> encodings{
    {{"library", dm::CpForm::Library},
     {"string-table", dm::CpForm::LibraryStringTable},
     {"compact", dm::CpForm::Compact}}};
constexpr std::array<Word<dm::CpAuthTokens>, 2> auth_tokens{
    {{"90", dm::CpAuthTokens::Current}, {"80", dm::CpAuthTokens::OldDraft}}};

dm::CpNapAuth read_nap_auth(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    dm::CpNapAuth auth{
        .name = section.text("name").value_or(""),
        .secret = read_secret_octets(section, "secret", "secret-hex").value_or(SecureBytes{})};
    auth.type = section.text("type").value_or(auth.type);
    section.finish();
    return auth;
}

dm::CpNap read_nap(Report& report, const Node& node)
{
    Section section{report, node};
    dm::CpNap nap{.id = section.text("id").value_or(""),
                  .name = section.text("name").value_or(""),
                  .address = section.text("address").value_or(""),
                  .internet = section.flag("internet").value_or(false)};
    nap.bearer = section.text("bearer").value_or(nap.bearer);
    nap.address_type = section.text("address-type").value_or(nap.address_type);
    if (const Node* auth = section.find("auth")) {
        for (const Node* item : items_of(report, *auth)) {
            nap.auth.push_back(read_nap_auth(report, *item));
        }
    }
    section.finish();
    return nap;
}

dm::CpAddress read_address(Report& report, const Node& node)
{
    Section section{report, node};
    dm::CpAddress address{.address = section.text("address").value_or(""),
                          .type = section.text("type").value_or(""),
                          .ports = read_ports(section)};
    section.finish();
    return address;
}

dm::CpCredential read_credential(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    dm::CpCredential credential{
        .name = section.text("name").value_or(""),
        .secret = read_secret_octets(section, "secret", "secret-hex").value_or(SecureBytes{}),
        .data = read_secret_octets(section, "nonce", "nonce-hex").value_or(SecureBytes{})};
    credential.level = section.text("level").value_or(credential.level);
    credential.type = section.text("type").value_or(credential.type);
    section.finish();
    return credential;
}

dm::CpApplication read_application(Report& report, const Node& node)
{
    Section section{report, node};
    dm::CpApplication application{.provider_id = section.text("provider-id").value_or(""),
                                  .name = section.text("name").value_or(""),
                                  .to_napid = read_texts(section, "to-napid"),
                                  .to_proxy = read_texts(section, "to-proxy")};
    application.app_id = section.text("app-id").value_or(application.app_id);
    if (const Node* addresses = section.find("addresses")) {
        for (const Node* item : items_of(report, *addresses)) {
            application.addresses.push_back(read_address(report, *item));
        }
    }
    if (const Node* credentials = section.find("credentials")) {
        for (const Node* item : items_of(report, *credentials)) {
            application.credentials.push_back(read_credential(report, *item));
        }
    }
    section.finish();
    return application;
}

/// `type`, `parameters` (a map, values may be left out) and nested `characteristics`.
dm::Characteristic read_characteristic(Report& report, const Node& node)
{
    Section section{report, node};
    dm::Characteristic characteristic{.type = section.text("type").value_or("")};
    if (const Node* parameters = section.find("parameters")) {
        for (const Entry& entry : entries_of(report, *parameters)) {
            const bool empty = entry.value->kind == yaml::Kind::Null;
            const auto value = empty ? std::nullopt : read_text(report, *entry.value);
            characteristic.parameters.push_back(
                value ? dm::parameter(entry.key->text, *value)
                      : dm::Parameter{.name = entry.key->text, .value = std::nullopt});
        }
    }
    if (const Node* nested = section.find("characteristics")) {
        for (const Node* item : items_of(report, *nested)) {
            characteristic.characteristics.push_back(read_characteristic(report, *item));
        }
    }
    section.finish();
    return characteristic;
}

} // namespace

dm::ClientProvisioning read_provisioning(Section& section)
{
    Report& report = section.report();
    dm::ClientProvisioning provisioning;
    if (const Node* naps = section.find("naps")) {
        for (const Node* item : items_of(report, *naps)) {
            provisioning.naps.push_back(read_nap(report, *item));
        }
    }
    if (const Node* applications = section.find("applications")) {
        for (const Node* item : items_of(report, *applications)) {
            provisioning.applications.push_back(read_application(report, *item));
        }
    }
    if (const Node* characteristics = section.find("characteristics")) {
        for (const Node* item : items_of(report, *characteristics)) {
            provisioning.characteristics.push_back(read_characteristic(report, *item));
        }
    }
    provisioning.form = section.choice("encoding", encodings).value_or(provisioning.form);
    provisioning.auth_tokens =
        section.choice("auth-tokens", auth_tokens).value_or(provisioning.auth_tokens);
    provisioning.allow_defects = section.flag("allow-defects").value_or(false);
    return provisioning;
}

} // namespace uicc::profiles
