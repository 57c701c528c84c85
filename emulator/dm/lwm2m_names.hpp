#pragma once

#include <cstdint>
#include <string_view>

namespace uicc::emulator::dm {

inline constexpr std::uint16_t lwm2m_security = 0;
inline constexpr std::uint16_t lwm2m_server = 1;
inline constexpr std::uint16_t lwm2m_access_control = 2;

/// How the octets of a resource are to be read, LwM2M TS 1.0 Appendix C.
enum class Lwm2mType { Integer, Boolean, String, Opaque, Secret, Rights };

struct Lwm2mResourceSpec {
    std::uint16_t object_id = 0;
    std::uint16_t id = 0;
    std::string_view name{};
    Lwm2mType type = Lwm2mType::Opaque;
};

/// The resource as LwM2M TS Appendix E names it, or nullptr.
[[nodiscard]] const Lwm2mResourceSpec* find_resource_spec(std::uint16_t object_id,
                                                          std::uint16_t resource_id);

/// Name of an object, empty when a bootstrap file does not use it.
[[nodiscard]] std::string_view lwm2m_object_name(std::uint16_t object_id);

/// Name of a value of Security resource 2, empty when there is none.
[[nodiscard]] std::string_view lwm2m_security_mode_name(std::int64_t mode);

} // namespace uicc::emulator::dm
