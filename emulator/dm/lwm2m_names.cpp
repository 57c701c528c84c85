#include "emulator/dm/lwm2m_names.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator::dm {
namespace {

using enum Lwm2mType;

// LwM2M TS 1.0 Appendix E.1 to E.3; Security 13 to 17 belong to later releases.
constexpr auto resources = std::to_array<Lwm2mResourceSpec>({
    // clang-format off
    {lwm2m_security,       0,  "LwM2M Server URI",                 String},
    {lwm2m_security,       1,  "Bootstrap-Server",                 Boolean},
    {lwm2m_security,       2,  "Security Mode",                    Integer},
    {lwm2m_security,       3,  "Public Key or Identity",           Opaque},
    {lwm2m_security,       4,  "Server Public Key",                Opaque},
    {lwm2m_security,       5,  "Secret Key",                       Secret},
    {lwm2m_security,       6,  "SMS Security Mode",                Integer},
    {lwm2m_security,       7,  "SMS Binding Key Parameters",       Opaque},
    {lwm2m_security,       8,  "SMS Binding Secret Keys",          Secret},
    {lwm2m_security,       9,  "LwM2M Server SMS Number",          String},
    {lwm2m_security,       10, "Short Server ID",                  Integer},
    {lwm2m_security,       11, "Client Hold Off Time",             Integer},
    {lwm2m_security,       12, "Bootstrap-Server Account Timeout", Integer},
    {lwm2m_security,       13, "Matching Type",                    Integer},
    {lwm2m_security,       14, "SNI",                              String},
    {lwm2m_security,       15, "Certificate Usage",                Integer},
    {lwm2m_security,       16, "DTLS/TLS Ciphersuite",             Integer},
    {lwm2m_security,       17, "OSCORE Security Mode",             Opaque},
    {lwm2m_server,         0,  "Short Server ID",                  Integer},
    {lwm2m_server,         1,  "Lifetime",                         Integer},
    {lwm2m_server,         2,  "Default Minimum Period",           Integer},
    {lwm2m_server,         3,  "Default Maximum Period",           Integer},
    {lwm2m_server,         5,  "Disable Timeout",                  Integer},
    {lwm2m_server,         6,  "Notification Storing",             Boolean},
    {lwm2m_server,         7,  "Binding",                          String},
    {lwm2m_access_control, 0,  "Object ID",                        Integer},
    {lwm2m_access_control, 1,  "Object Instance ID",               Integer},
    {lwm2m_access_control, 2,  "ACL",                              Rights},
    {lwm2m_access_control, 3,  "Access Control Owner",             Integer},
    // clang-format on
});

constexpr auto object_names =
    std::to_array<std::string_view>({"Security", "Server", "Access Control"});

constexpr auto mode_names =
    std::to_array<std::string_view>({"PSK", "raw public key", "certificate", "NoSec"});

} // namespace

const Lwm2mResourceSpec* find_resource_spec(std::uint16_t object_id, std::uint16_t resource_id)
{
    const auto* const spec = std::ranges::find_if(resources, [&](const Lwm2mResourceSpec& row) {
        return row.object_id == object_id && row.id == resource_id;
    });
    return spec == resources.end() ? nullptr : spec;
}

std::string_view lwm2m_object_name(std::uint16_t object_id)
{
    return object_id < object_names.size() ? object_names[object_id] : "";
}

std::string_view lwm2m_security_mode_name(std::int64_t mode)
{
    const bool known = mode >= 0 && mode < std::int64_t{mode_names.size()};
    return known ? mode_names[static_cast<std::size_t>(mode)] : "";
}

} // namespace uicc::emulator::dm
