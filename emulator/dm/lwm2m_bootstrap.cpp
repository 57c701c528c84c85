#include "emulator/dm/lwm2m_bootstrap.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/dm/lwm2m_names.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>

namespace uicc::emulator::dm {
namespace {

constexpr std::int64_t default_lifetime = 86400; // seconds
constexpr std::size_t file_header_size = 4;      // number of objects, size of what follows

// --- authored values to objects -------------------------------------------------------------

Lwm2mResource opaque(std::uint16_t id, ByteView value)
{
    return {.id = id, .value = secure_copy(value)};
}

Lwm2mResource integer(std::uint16_t id, std::int64_t value)
{
    return opaque(id, encode_lwm2m_integer(value));
}

Lwm2mResource text(std::uint16_t id, std::string_view value)
{
    return opaque(id, octets_of(value));
}

void add_unless_empty(Lwm2mObjectInstance& instance, std::uint16_t id, ByteView value)
{
    if (!value.empty()) {
        instance.resources.push_back(opaque(id, value));
    }
}

template <class Integer>
void add_if_present(Lwm2mObjectInstance& instance,
                    std::uint16_t id,
                    const std::optional<Integer>& value)
{
    if (value) {
        instance.resources.push_back(integer(id, *value));
    }
}

/// LwM2M TS 1.0 Appendix E.1.
Lwm2mObjectInstance security_instance(const Lwm2mServer& server)
{
    Lwm2mObjectInstance instance;
    instance.resources = {text(0, server.uri), integer(1, server.bootstrap_server ? 1 : 0),
                          integer(2, static_cast<std::int64_t>(server.security_mode))};
    add_unless_empty(instance, 3, server.identity);
    add_unless_empty(instance, 4, server.server_public_key);
    add_unless_empty(instance, 5, server.secret_key);
    add_if_present(instance, 10, server.short_server_id);
    add_if_present(instance, 11, server.hold_off);
    add_if_present(instance, 12, server.account_timeout);
    return instance;
}

/// LwM2M TS 1.0 Appendix E.2.
Lwm2mObjectInstance server_instance(const Lwm2mServer& server)
{
    Lwm2mObjectInstance instance;
    add_if_present(instance, 0, server.short_server_id);
    instance.resources.push_back(integer(1, server.lifetime.value_or(default_lifetime)));
    add_if_present(instance, 2, server.pmin);
    add_if_present(instance, 3, server.pmax);
    add_if_present(instance, 5, server.disable_timeout);
    instance.resources.push_back(integer(6, server.store_notifications.value_or(true) ? 1 : 0));
    instance.resources.push_back(text(7, server.binding.value_or("U")));
    return instance;
}

/// LwM2M TS 1.0 Appendix E.3.
Lwm2mObjectInstance access_control_instance(const Lwm2mAccessControl& control)
{
    Lwm2mResource acl{.id = 2, .multiple = true};
    for (const auto& [short_server_id, rights] : control.acl) {
        acl.instances.emplace_back(short_server_id, secure_copy(encode_lwm2m_integer(rights)));
    }
    Lwm2mObjectInstance instance;
    instance.resources = {integer(0, control.object_id), integer(1, control.instance_id),
                          std::move(acl), integer(3, control.owner)};
    return instance;
}

void add_object(std::vector<Lwm2mObject>& objects,
                std::uint16_t id,
                std::vector<Lwm2mObjectInstance> instances,
                const Lwm2mBootstrap& bootstrap)
{
    if (instances.empty()) {
        return;
    }
    auto instance_id = bootstrap.first_instance_id;
    for (Lwm2mObjectInstance& instance : instances) {
        instance.id = instance_id++;
    }
    objects.push_back({id, bootstrap.version, std::move(instances)});
}

// --- objects to octets ----------------------------------------------------------------------

Bytes encode_resource_instances(const Lwm2mResource& resource)
{
    Bytes encoded;
    for (const auto& [id, value] : resource.instances) {
        append_lwm2m_tlv(encoded, Lwm2mKind::ResourceInstance, id, value);
    }
    return encoded;
}

Bytes encode_resources(const Lwm2mObjectInstance& instance)
{
    Bytes encoded;
    for (const Lwm2mResource& resource : instance.resources) {
        if (resource.multiple) {
            append_lwm2m_tlv(encoded, Lwm2mKind::MultipleResource, resource.id,
                             encode_resource_instances(resource));
        } else {
            append_lwm2m_tlv(encoded, Lwm2mKind::Resource, resource.id, resource.value);
        }
    }
    return encoded;
}

Bytes encode_instances(const Lwm2mObject& object)
{
    Bytes encoded;
    for (const Lwm2mObjectInstance& instance : object.instances) {
        append_lwm2m_tlv(encoded, Lwm2mKind::ObjectInstance, instance.id,
                         encode_resources(instance));
    }
    return encoded;
}

/// Octets of all values, a lower bound of the encoded size.
std::size_t size_of_values(const std::vector<Lwm2mObject>& objects)
{
    std::size_t size = 0;
    for (const Lwm2mObject& object : objects) {
        for (const Lwm2mObjectInstance& instance : object.instances) {
            for (const Lwm2mResource& resource : instance.resources) {
                size += resource.value.size();
                for (const auto& [id, value] : resource.instances) {
                    size += value.size();
                }
            }
        }
    }
    return size;
}

tl::unexpected<DmError> too_large(std::size_t size)
{
    return tl::unexpected{DmError{.what = "the content needs " + std::to_string(size) +
                                          " octets or more, READ BINARY reaches 32768 (LwM2M TS "
                                          "1.0 Appendix G.3)",
                                  .field = "servers"}};
}

/// Object header and instances, LwM2M TS 1.0 Appendix G.3. An absent version is one octet 00.
void append_object(Bytes& out, const Lwm2mObject& object)
{
    const Bytes instances = encode_instances(object);
    codec::append_number(out, object.id, 2);
    if (object.version) {
        out.push_back(object.version->major);
        out.push_back(object.version->minor);
    } else {
        out.push_back(0);
    }
    codec::append_number(out, instances.size(), 2);
    codec::append(out, instances);
}

/// What cannot be written at all, even as a deliberate defect.
Result<void, DmError> require_encodable(const Lwm2mBootstrap& bootstrap)
{
    if (bootstrap.version && bootstrap.version->major == 0) {
        return tl::unexpected{
            DmError{.what = "major version 0 would read as `no version`", .field = "version"}};
    }
    const std::size_t instances =
        std::max(bootstrap.servers.size(), bootstrap.access_control.size());
    if (instances > 0xFFFFU - bootstrap.first_instance_id) {
        return tl::unexpected{DmError{.what = "instance identifiers would exceed 65534",
                                      .field = "first_instance_id"}};
    }
    return {};
}

} // namespace

std::vector<Lwm2mObject> to_objects(const Lwm2mBootstrap& bootstrap)
{
    std::vector<Lwm2mObjectInstance> securities;
    std::vector<Lwm2mObjectInstance> servers;
    std::vector<Lwm2mObjectInstance> controls;
    for (const Lwm2mServer& server : bootstrap.servers) {
        securities.push_back(security_instance(server));
        if (!server.bootstrap_server) {
            servers.push_back(server_instance(server));
        }
    }
    for (const Lwm2mAccessControl& control : bootstrap.access_control) {
        controls.push_back(access_control_instance(control));
    }
    std::vector<Lwm2mObject> objects;
    add_object(objects, lwm2m_security, std::move(securities), bootstrap);
    add_object(objects, lwm2m_server, std::move(servers), bootstrap);
    if (bootstrap.order == Lwm2mObjectOrder::ServerFirst) {
        std::ranges::reverse(objects);
    }
    add_object(objects, lwm2m_access_control, std::move(controls), bootstrap);
    return objects;
}

Result<Bytes, DmError> encode_objects(const std::vector<Lwm2mObject>& objects)
{
    if (const std::size_t least = size_of_values(objects); least > max_lwm2m_file_size) {
        return too_large(least);
    }
    Bytes content;
    for (const Lwm2mObject& object : objects) {
        append_object(content, object);
        if (const auto size = file_header_size + content.size(); size > max_lwm2m_file_size) {
            return too_large(size);
        }
    }
    Bytes file;
    codec::append_number(file, objects.size(), 2);
    codec::append_number(file, content.size(), 2);
    codec::append(file, content);
    return file;
}

Result<Bytes, DmError> encode(const Lwm2mBootstrap& bootstrap)
{
    TRY(require_encodable(bootstrap));
    if (!bootstrap.allow_defects) {
        if (const auto complaints = validate(bootstrap); !complaints.empty()) {
            return tl::unexpected{complaints.front()};
        }
    }
    return encode_objects(to_objects(bootstrap));
}

} // namespace uicc::emulator::dm
