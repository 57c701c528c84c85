#pragma once

#include "codec/bytes.hpp"
#include "codec/secure_bytes.hpp"
#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/lwm2m_tlv.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace uicc::emulator::dm {

/// Resource 2 of the Security object.
enum class Lwm2mSecurityMode : std::int64_t {
    Psk = 0,
    RawPublicKey = 1,
    Certificate = 2,
    None = 3,
};

/// One account: an instance of the Security object, and unless it is the bootstrap server one of
/// the Server object (LwM2M TS 1.0 Appendix E.1, E.2). Absent optional fields are not encoded.
struct Lwm2mServer {
    std::string uri{};                              ///< coap://host:port or coaps://host:port
    bool bootstrap_server = false;                  ///< at most one of a file
    std::optional<std::uint16_t> short_server_id{}; ///< required unless bootstrap server
    Lwm2mSecurityMode security_mode = Lwm2mSecurityMode::None;
    Bytes identity{};          ///< PSK identity as UTF-8, own public key, or own certificate (DER)
    Bytes server_public_key{}; ///< server's public key or certificate
    SecureBytes secret_key{};  ///< PSK or private key
    std::optional<std::int64_t> hold_off{};        ///< seconds before a client-initiated bootstrap
    std::optional<std::int64_t> account_timeout{}; ///< seconds, 0 = the account stays for ever

    // Server object; a bootstrap server has none
    std::optional<std::int64_t> lifetime{};        ///< seconds; absent = a day
    std::optional<std::int64_t> pmin{};            ///< default minimum period, seconds
    std::optional<std::int64_t> pmax{};            ///< default maximum period, seconds
    std::optional<std::int64_t> disable_timeout{}; ///< seconds
    std::optional<bool> store_notifications{};     ///< absent = true
    /// U, UQ, S, SQ, US, UQS; later releases add T, N, M; absent = U.
    std::optional<std::string> binding{};
};

/// Rights in an access control list, LwM2M TS 1.0 Appendix E.3; combine with |.
namespace lwm2m_rights {

inline constexpr Byte read = 0x01; ///< and observe
inline constexpr Byte write = 0x02;
inline constexpr Byte execute = 0x04;
inline constexpr Byte delete_instance = 0x08;
inline constexpr Byte create_instance = 0x10;

} // namespace lwm2m_rights

/// One instance of the Access Control object.
struct Lwm2mAccessControl {
    std::uint16_t object_id = 0;
    std::uint16_t instance_id = 0;
    std::vector<std::pair<std::uint16_t, Byte>> acl{}; ///< short server id (0 = default), rights
    std::uint16_t owner = 0;                           ///< short server id
};

/// Version of an object as in the file header; absent is written as one octet 00.
struct Lwm2mVersion {
    Byte major = 1; ///< 0 cannot be written
    Byte minor = 0;

    friend bool operator==(const Lwm2mVersion&, const Lwm2mVersion&) = default;
};

enum class Lwm2mObjectOrder { SecurityFirst, ServerFirst };

/// EF.LwM2M_Bootstrap in authored form.
struct Lwm2mBootstrap {
    std::vector<Lwm2mServer> servers{};
    std::vector<Lwm2mAccessControl> access_control{};
    std::optional<Lwm2mVersion> version{}; ///< written for every object
    std::uint16_t first_instance_id = 0;   ///< instances of each object count up from here
    Lwm2mObjectOrder order = Lwm2mObjectOrder::SecurityFirst; ///< the specification leaves it open
    bool reserve_65535 = false; ///< later releases reserve short server id 65535, 1.0 allows it
    bool allow_defects = false; ///< encode although `validate` has complaints
};

/// READ BINARY reaches offsets of 15 bits, and the appendix sets the same bound.
inline constexpr std::size_t max_lwm2m_file_size = 32768;

/// Everything that is wrong with the authored values, in their order; empty when all is well.
[[nodiscard]] std::vector<DmError> validate(const Lwm2mBootstrap& bootstrap);

/// The content of EF.LwM2M_Bootstrap without fill, LwM2M TS 1.0 Appendix G.3. The first complaint
/// of `validate` is the error unless defects are allowed; 32 KB is the limit in any case.
[[nodiscard]] Result<Bytes, DmError> encode(const Lwm2mBootstrap& bootstrap);

/// A resource as found in a file. A multiple resource has instances instead of a value.
struct Lwm2mResource {
    std::uint16_t id = 0;
    bool multiple = false;
    SecureBytes value{};
    std::vector<std::pair<std::uint16_t, SecureBytes>> instances{};
};

struct Lwm2mObjectInstance {
    std::uint16_t id = 0;
    std::vector<Lwm2mResource> resources{};
};

/// An object as it stands in the file, known or not.
struct Lwm2mObject {
    std::uint16_t id = 0;
    std::optional<Lwm2mVersion> version{};
    std::vector<Lwm2mObjectInstance> instances{};
};

/// Objects in any number and order, for files that no authored form describes.
[[nodiscard]] Result<Bytes, DmError> encode_objects(const std::vector<Lwm2mObject>& objects);

/// The objects that `encode` writes, before they become octets.
[[nodiscard]] std::vector<Lwm2mObject> to_objects(const Lwm2mBootstrap& bootstrap);

/// Reads a file whose structure is whole: counts and lengths agree at every level, and behind the
/// content there is only FF or 00. What the resources mean is judged by `remarks`. A file of FF or
/// of 00 alone carries no data and is refused as well.
[[nodiscard]] Result<std::vector<Lwm2mObject>, DmError> decode_lwm2m_bootstrap(ByteView file);

/// What a client would stumble over although the structure is whole: unknown object or security
/// mode, accounts without their other half, a second bootstrap server, values of the wrong size.
[[nodiscard]] std::vector<std::string> remarks(const std::vector<Lwm2mObject>& objects);

} // namespace uicc::emulator::dm
