#include "tests/emulator/dm/examples.hpp"

#include "tests/support/vector_file.hpp"

namespace uicc::test {

using namespace emulator::dm;

Bytes bytes_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

SecureBytes secret_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

Lwm2mServer psk_server()
{
    return {.uri = "coaps://dm.example:5684",
            .short_server_id = 101,
            .security_mode = Lwm2mSecurityMode::Psk,
            .identity = bytes_of("imei-490154203237518"),
            .secret_key = secure_copy(from_hex("202122232425262728292A2B2C2D2E2F"))};
}

Lwm2mServer bootstrap_server()
{
    return {.uri = "coaps://bs.example:5684",
            .bootstrap_server = true,
            .security_mode = Lwm2mSecurityMode::Psk,
            .identity = bytes_of("imei-490154203237518"),
            .secret_key = secure_copy(from_hex("101112131415161718191A1B1C1D1E1F")),
            .hold_off = 10,
            .account_timeout = 0};
}

DmBootstrap dm_bootstrap()
{
    DmAccount account{.node_name = "OperatorX",
                      .server_id = "mgmt.example",
                      .name = "Operator X DM",
                      .pref_con_ref = "./Inbox/Internet",
                      .addresses = {{.address = "https://dm.mgmt.example/dm", .ports = {443}}},
                      .auth_pref = "DIGEST"};
    account.credentials = {{.level = "CLCRED",
                            .name = "Bruce2",
                            .secret = secret_of("OhBehave"),
                            .data = secret_of("Nonce"),
                            .node_name = "C"},
                           {.level = "SRVCRED",
                            .name = "mgmt.example",
                            .secret = secret_of("srv-pw-0001"),
                            .data = secret_of("nonceS"),
                            .node_name = "S"}};
    return {.accounts = {account}, .target = "IMEI:490154203237518"};
}

ClientProvisioning w7_provisioning()
{
    CpApplication application{
        .provider_id = "mgmt.example",
        .name = "Operator X DM",
        .to_napid = {"N1"},
        .addresses = {{.address = "https://dm.mgmt.example/dm", .ports = {443}}}};
    application.credentials = {{.level = "APPSRV",
                                .name = "Bruce2",
                                .secret = secret_of("OhBehave"),
                                .data = secret_of("Nonce")},
                               {.level = "CLIENT",
                                .name = "mgmt.example",
                                .secret = secret_of("srv-pw-0001"),
                                .data = secret_of("nonceS")}};
    return {.naps = {{.id = "N1", .name = "Operator X", .address = "iot.example"}},
            .applications = {application}};
}

DataObject lwm2m_object()
{
    return {.label = "LwM2M Bootstrap", .oid = oid_lwm2m_bootstrap, .path = {.path = {0x64, 0x32}}};
}

DataObject dm_object()
{
    return {.label = "OMA DM Bootstrap", .oid = oid_dm_bootstrap, .path = {.path = {0x64, 0x33}}};
}

DataObject access_rule_object()
{
    return {.label = "GP SE Access Ctl",
            .oid = oid_gp_access_rules,
            .path = {.path = {0x42, 0x00}},
            .form = DataObjectForm::OidDo};
}

} // namespace uicc::test
