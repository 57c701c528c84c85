#include "profiles/loader/dm/lwm2m_section.hpp"

#include "profiles/loader/dm/octets.hpp"

namespace uicc::profiles {
namespace {

namespace dm = emulator::dm;
using dm::Lwm2mSecurityMode;
using yaml::Node;

constexpr std::uint64_t largest_id = 65535;
constexpr std::uint64_t largest_time = 2147483647; // seconds

constexpr std::array<Word<Lwm2mSecurityMode>, 4> modes{
    {{"psk", Lwm2mSecurityMode::Psk},
     {"raw-public-key", Lwm2mSecurityMode::RawPublicKey},
     {"certificate", Lwm2mSecurityMode::Certificate},
     {"none", Lwm2mSecurityMode::None}}};

constexpr std::array<Word<Byte>, 5> rights{{{"read", dm::lwm2m_rights::read},
                                            {"write", dm::lwm2m_rights::write},
                                            {"execute", dm::lwm2m_rights::execute},
                                            {"delete", dm::lwm2m_rights::delete_instance},
                                            {"create", dm::lwm2m_rights::create_instance}}};

constexpr std::array<Word<dm::Lwm2mObjectOrder>, 2> orders{
    {{"security-first", dm::Lwm2mObjectOrder::SecurityFirst},
     {"server-first", dm::Lwm2mObjectOrder::ServerFirst}}};

std::optional<std::uint16_t> read_id(Section& section, std::string_view key)
{
    const auto id = section.number(key, {0, largest_id});
    return id ? std::optional{static_cast<std::uint16_t>(*id)} : std::nullopt;
}

std::optional<std::int64_t> read_seconds(Section& section, std::string_view key)
{
    const auto seconds = section.number(key, {0, largest_time});
    return seconds ? std::optional{static_cast<std::int64_t>(*seconds)} : std::nullopt;
}

dm::Lwm2mServer read_server(Report& report, const Node& node)
{
    Section section{report, node, Keys::Secret};
    dm::Lwm2mServer server{
        .uri = section.text("uri").value_or(""),
        .bootstrap_server = section.flag("bootstrap-server").value_or(false),
        .short_server_id = read_id(section, "short-server-id"),
        .identity = read_octets(section, "identity", "identity-hex").value_or(Bytes{}),
        .server_public_key = section.hex("server-public-key").value_or(Bytes{}),
        .secret_key = read_secret_octets(section, "key-text", "secret-key").value_or(SecureBytes{}),
        .hold_off = read_seconds(section, "hold-off"),
        .account_timeout = read_seconds(section, "account-timeout"),
        .lifetime = read_seconds(section, "lifetime"),
        .pmin = read_seconds(section, "pmin"),
        .pmax = read_seconds(section, "pmax"),
        .disable_timeout = read_seconds(section, "disable-timeout"),
        .store_notifications = section.flag("store-notifications"),
        .binding = section.text("binding")};
    const bool has_key = section.has("secret-key") || section.has("key-text");
    const auto implied = has_key ? Lwm2mSecurityMode::Psk : Lwm2mSecurityMode::None;
    server.security_mode = section.choice("security-mode", modes).value_or(implied);
    section.finish();
    return server;
}

Byte read_rights(Report& report, const Node& node)
{
    unsigned granted = 0;
    for (const Node* item : items_of(report, node, LoneValue::Allowed)) {
        granted |= read_choice(report, *item, rights).value_or(Byte{0});
    }
    return static_cast<Byte>(granted);
}

dm::Lwm2mAccessControl read_access_control(Report& report, const Node& node)
{
    Section section{report, node};
    dm::Lwm2mAccessControl access{.object_id = read_id(section, "object-id").value_or(0),
                                  .instance_id = read_id(section, "instance-id").value_or(0),
                                  .owner = read_id(section, "owner").value_or(0)};
    if (const Node* acl = section.find("acl")) {
        for (const Entry& entry : entries_of(report, *acl)) {
            if (const auto id = read_number(report, *entry.key, {0, largest_id})) {
                access.acl.emplace_back(static_cast<std::uint16_t>(*id),
                                        read_rights(report, *entry.value));
            }
        }
    }
    section.finish();
    return access;
}

/// "1.1"
std::optional<dm::Lwm2mVersion> read_version(Section& section)
{
    const Node* node = section.find("version");
    if (node == nullptr) {
        return std::nullopt;
    }
    const std::string& text = node->text;
    const auto digit = [](char character) { return character >= '0' && character <= '9'; };
    if (text.size() != 3 || !digit(text[0]) || text[1] != '.' || !digit(text[2]) ||
        text[0] == '0') {
        section.report().add(*node, "a version is written as \"1.1\"");
        return std::nullopt;
    }
    return dm::Lwm2mVersion{static_cast<Byte>(text[0] - '0'), static_cast<Byte>(text[2] - '0')};
}

} // namespace

dm::Lwm2mBootstrap read_lwm2m(Section& section)
{
    Report& report = section.report();
    dm::Lwm2mBootstrap bootstrap{.version = read_version(section)};
    if (const Node* servers = section.require("servers")) {
        for (const Node* server : items_of(report, *servers)) {
            bootstrap.servers.push_back(read_server(report, *server));
        }
    }
    if (const Node* access = section.find("access-control")) {
        for (const Node* item : items_of(report, *access)) {
            bootstrap.access_control.push_back(read_access_control(report, *item));
        }
    }
    bootstrap.first_instance_id = read_id(section, "first-instance").value_or(0);
    bootstrap.order = section.choice("order", orders).value_or(bootstrap.order);
    bootstrap.reserve_65535 = section.flag("reserve-65535").value_or(false);
    bootstrap.allow_defects = section.flag("allow-defects").value_or(false);
    return bootstrap;
}

} // namespace uicc::profiles
