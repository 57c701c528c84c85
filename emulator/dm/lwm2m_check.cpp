#include "emulator/dm/complaints.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "emulator/dm/lwm2m_names.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace uicc::emulator::dm {
namespace {

constexpr std::uint16_t last_id_of_later_releases = 65534;
constexpr auto uri_schemes =
    std::to_array<std::string_view>({"coap://", "coaps://", "coap+tcp://", "coaps+tcp://", "tel:"});
constexpr std::string_view binding_letters = "UQSTNMH";
constexpr Byte all_rights = 0x1F;
constexpr std::size_t shortest_psk = 16; // the key size of the cipher suites

// --- authored values ------------------------------------------------------------------------

bool has_known_scheme(std::string_view uri)
{
    return std::ranges::any_of(uri_schemes, [&](std::string_view scheme) {
        return uri.starts_with(scheme) && uri.size() > scheme.size();
    });
}

void check_uri(const Lwm2mServer& server, Complaints& complaints)
{
    complaints.require(has_known_scheme(server.uri), "uri",
                       "must be coap://host:port or coaps://host:port (LwM2M TS 1.0 Appendix E.1)");
    complaints.require(is_text(octets_of(server.uri)), "uri", "is not UTF-8 text");
}

/// The scheme of the URI says whether there is DTLS or TLS, the mode says with which keys.
void check_scheme(const Lwm2mServer& server, Complaints& complaints)
{
    const bool secured = server.uri.starts_with("coaps");
    const bool plain = server.uri.starts_with("coap:") || server.uri.starts_with("coap+");
    const bool without_keys = server.security_mode == Lwm2mSecurityMode::None;
    complaints.require(!secured || !without_keys, "security_mode",
                       "a coaps URI needs psk, raw-public-key or certificate (RFC 7252 §6.2)");
    complaints.require(!plain || without_keys, "security_mode",
                       "a coap URI has no security: this must be none, or the URI coaps "
                       "(RFC 7252 §6.1)");
}

void check_psk(const Lwm2mServer& server, Complaints& complaints)
{
    const bool too_short = server.secret_key.size() < shortest_psk && !server.secret_key.empty();
    complaints.require(server.security_mode != Lwm2mSecurityMode::Psk || !too_short, "secret_key",
                       "a pre-shared key has at least " + std::to_string(shortest_psk) +
                           " octets (LwM2M TS 1.0 Appendix E.1.1)");
}

void check_keys(const Lwm2mServer& server, Complaints& complaints)
{
    const auto mode = server.security_mode;
    const auto number = static_cast<std::int64_t>(mode);
    if (lwm2m_security_mode_name(number).empty()) {
        complaints.add("security_mode", std::to_string(number) + " is none of 0 to 3");
        return;
    }
    check_scheme(server, complaints);
    if (mode == Lwm2mSecurityMode::None) {
        return;
    }
    check_psk(server, complaints);
    complaints.require(!server.identity.empty(), "identity",
                       "this security mode needs an identity, public key or certificate");
    complaints.require(!server.secret_key.empty(), "secret_key",
                       "this security mode needs a secret key");
    complaints.require(mode == Lwm2mSecurityMode::Psk || !server.server_public_key.empty(),
                       "server_public_key",
                       "this security mode needs the server's public key or certificate");
}

void check_short_id(const Lwm2mServer& server, bool reserve_65535, Complaints& complaints)
{
    if (!server.short_server_id) {
        complaints.require(server.bootstrap_server, "short_server_id",
                           "an account needs one; only the bootstrap server may do without");
        return;
    }
    const std::uint16_t last = reserve_65535 ? last_id_of_later_releases : std::uint16_t{0xFFFF};
    complaints.require(*server.short_server_id != 0 && *server.short_server_id <= last,
                       "short_server_id", "must lie in 1.." + std::to_string(last));
}

void check_times(const Lwm2mServer& server, Complaints& complaints)
{
    const auto require_time = [&](std::string_view field, std::optional<std::int64_t> seconds) {
        complaints.require(seconds.value_or(0) >= 0, field, "a time cannot be negative");
    };
    require_time("hold_off", server.hold_off);
    require_time("account_timeout", server.account_timeout);
    require_time("lifetime", server.lifetime);
    require_time("pmin", server.pmin);
    require_time("pmax", server.pmax);
    require_time("disable_timeout", server.disable_timeout);
    complaints.require(!server.pmin || !server.pmax || *server.pmin <= *server.pmax, "pmax",
                       "must not be smaller than pmin");
}

void check_binding(const Lwm2mServer& server, Complaints& complaints)
{
    const std::string binding = server.binding.value_or("U");
    const bool known = binding.find_first_not_of(binding_letters) == std::string::npos;
    complaints.require(known && !binding.empty(), "binding",
                       "must be made of the letters U, Q, S (later releases: T, N, M, H)");
}

/// Values of the Server object, of which a bootstrap server has no instance.
void check_server_values(const Lwm2mServer& server, Complaints& complaints)
{
    const auto refuse = [&](std::string_view field, bool present) {
        complaints.require(!present || !server.bootstrap_server, field,
                           "a bootstrap server has no Server object to hold this (LwM2M TS 1.0 "
                           "Appendix E.2)");
    };
    refuse("lifetime", server.lifetime.has_value());
    refuse("pmin", server.pmin.has_value());
    refuse("pmax", server.pmax.has_value());
    refuse("disable_timeout", server.disable_timeout.has_value());
    refuse("store_notifications", server.store_notifications.has_value());
    refuse("binding", server.binding.has_value());
}

void check_uniqueness(const Lwm2mBootstrap& bootstrap, std::vector<DmError>& all)
{
    std::set<std::uint16_t> seen;
    bool bootstrap_server_seen = false;
    for (std::size_t i = 0; i < bootstrap.servers.size(); ++i) {
        const Lwm2mServer& server = bootstrap.servers[i];
        Complaints complaints = Complaints{all}.element("servers", i);
        if (server.short_server_id && !seen.insert(*server.short_server_id).second) {
            complaints.add("short_server_id",
                           std::to_string(*server.short_server_id) + " is used twice");
        }
        complaints.require(!server.bootstrap_server || !bootstrap_server_seen, "bootstrap_server",
                           "a second bootstrap server; a file may have one (LwM2M TS 1.0 §5.2.3)");
        bootstrap_server_seen |= server.bootstrap_server;
    }
}

void check_rights(const Lwm2mAccessControl& control, Complaints& complaints)
{
    for (const auto& [short_server_id, rights] : control.acl) {
        complaints.require((rights & ~all_rights) == 0, "acl",
                           "rights of server " + std::to_string(short_server_id) +
                               " exceed 1F (LwM2M TS 1.0 Appendix E.3)");
    }
}

// --- decoded objects ------------------------------------------------------------------------

using Remarks = std::vector<std::string>;

const Lwm2mResource* find_resource(const Lwm2mObjectInstance& instance, std::uint16_t id)
{
    const auto found = std::ranges::find(instance.resources, id, &Lwm2mResource::id);
    return found == instance.resources.end() ? nullptr : &*found;
}

std::optional<std::int64_t> integer_of(const Lwm2mObjectInstance& instance, std::uint16_t id)
{
    const Lwm2mResource* resource = find_resource(instance, id);
    return resource == nullptr ? std::nullopt : decode_lwm2m_integer(resource->value);
}

std::string place(const Lwm2mObject& object, const Lwm2mObjectInstance& instance)
{
    return std::string{lwm2m_object_name(object.id)} + " instance " + std::to_string(instance.id);
}

bool value_fits(const Lwm2mResource& resource, Lwm2mType type)
{
    if (resource.multiple) {
        return type == Lwm2mType::Rights;
    }
    switch (type) {
    case Lwm2mType::Integer:
        return decode_lwm2m_integer(resource.value).has_value();
    case Lwm2mType::Boolean:
        return resource.value.size() == 1 && resource.value.front() <= 1;
    case Lwm2mType::String:
        return is_text(resource.value);
    case Lwm2mType::Rights:
        return false;
    case Lwm2mType::Opaque:
    case Lwm2mType::Secret:
        return true;
    }
    return false;
}

void remark_values(const Lwm2mObject& object, const Lwm2mObjectInstance& instance, Remarks& remarks)
{
    for (const Lwm2mResource& resource : instance.resources) {
        const Lwm2mResourceSpec* spec = find_resource_spec(object.id, resource.id);
        const std::string where =
            place(object, instance) + ", resource " + std::to_string(resource.id);
        if (spec == nullptr) {
            remarks.push_back(where + ": not defined, clients skip it");
        } else if (!value_fits(resource, spec->type)) {
            remarks.push_back(where + ": the value does not suit " + std::string{spec->name});
        }
    }
}

/// Short server ids of the accounts, and whether each has a Security and a Server instance.
struct Halves {
    bool security = false;
    bool server = false;
};
using Accounts = std::map<std::int64_t, Halves>;

void remark_security(const Lwm2mObject& object,
                     const Lwm2mObjectInstance& instance,
                     Accounts& accounts,
                     Remarks& remarks)
{
    const auto mode = integer_of(instance, 2);
    if (!mode || lwm2m_security_mode_name(*mode).empty()) {
        remarks.push_back(place(object, instance) +
                          ": unknown or missing security mode, clients ignore the account");
    }
    if (find_resource(instance, 0) == nullptr) {
        remarks.push_back(place(object, instance) + ": no server URI");
    }
    if (integer_of(instance, 1).value_or(0) != 0) {
        return;
    }
    if (const auto short_server_id = integer_of(instance, 10)) {
        accounts[*short_server_id].security = true;
    } else {
        remarks.push_back(place(object, instance) + ": no short server id");
    }
}

void remark_server(const Lwm2mObject& object,
                   const Lwm2mObjectInstance& instance,
                   Accounts& accounts,
                   Remarks& remarks)
{
    if (const auto short_server_id = integer_of(instance, 0)) {
        accounts[*short_server_id].server = true;
    } else {
        remarks.push_back(place(object, instance) + ": no short server id");
    }
}

void remark_accounts(const Accounts& accounts, Remarks& remarks)
{
    for (const auto& [short_server_id, halves] : accounts) {
        const std::string who = "short server id " + std::to_string(short_server_id);
        if (!halves.server) {
            remarks.push_back(who + ": Security without Server, clients ignore the account");
        }
        if (!halves.security) {
            remarks.push_back(who + ": Server without Security, clients ignore the account");
        }
        if (short_server_id < 1 || short_server_id > 0xFFFF) {
            remarks.push_back(who + ": not in 1..65535");
        }
        if (short_server_id == 0xFFFF) {
            remarks.push_back(who + ": allowed by LwM2M 1.0, reserved by later releases");
        }
    }
}

std::size_t bootstrap_servers(const Lwm2mObject& object)
{
    if (object.id != lwm2m_security) {
        return 0;
    }
    return static_cast<std::size_t>(
        std::ranges::count_if(object.instances, [](const Lwm2mObjectInstance& instance) {
            return integer_of(instance, 1).value_or(0) != 0;
        }));
}

void remark_object(const Lwm2mObject& object, Accounts& accounts, Remarks& remarks)
{
    if (lwm2m_object_name(object.id).empty()) {
        remarks.push_back("object " + std::to_string(object.id) +
                          ": not one of a bootstrap, clients skip it");
        return;
    }
    std::set<std::uint16_t> seen;
    for (const Lwm2mObjectInstance& instance : object.instances) {
        if (!seen.insert(instance.id).second) {
            remarks.push_back(place(object, instance) + ": appears twice");
        }
        remark_values(object, instance, remarks);
        if (object.id == lwm2m_security) {
            remark_security(object, instance, accounts, remarks);
        } else if (object.id == lwm2m_server) {
            remark_server(object, instance, accounts, remarks);
        }
    }
}

} // namespace

std::vector<DmError> validate(const Lwm2mBootstrap& bootstrap)
{
    std::vector<DmError> all;
    if (bootstrap.servers.empty()) {
        all.push_back({.what = "at least one server is needed", .field = "servers"});
    }
    for (std::size_t i = 0; i < bootstrap.servers.size(); ++i) {
        const Lwm2mServer& server = bootstrap.servers[i];
        Complaints complaints = Complaints{all}.element("servers", i);
        check_uri(server, complaints);
        check_keys(server, complaints);
        check_short_id(server, bootstrap.reserve_65535, complaints);
        check_times(server, complaints);
        check_binding(server, complaints);
        check_server_values(server, complaints);
    }
    check_uniqueness(bootstrap, all);
    for (std::size_t i = 0; i < bootstrap.access_control.size(); ++i) {
        Complaints complaints = Complaints{all}.element("access_control", i);
        check_rights(bootstrap.access_control[i], complaints);
    }
    return all;
}

std::vector<std::string> remarks(const std::vector<Lwm2mObject>& objects)
{
    Remarks remarks;
    Accounts accounts;
    std::size_t bootstrap_accounts = 0;
    for (const Lwm2mObject& object : objects) {
        remark_object(object, accounts, remarks);
        bootstrap_accounts += bootstrap_servers(object);
    }
    remark_accounts(accounts, remarks);
    if (bootstrap_accounts > 1) {
        remarks.push_back(std::to_string(bootstrap_accounts) +
                          " bootstrap servers, at most one is allowed (LwM2M TS 1.0 §5.2.3)");
    }
    return remarks;
}

} // namespace uicc::emulator::dm
