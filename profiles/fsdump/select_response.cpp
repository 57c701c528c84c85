#include "profiles/fsdump/select_response.hpp"

namespace uicc::profiles::fsdump {
namespace {

using filesystem::EfStructure;
using filesystem::FcpTemplate;
using filesystem::Fid;
using filesystem::LifeCycle;
using filesystem::catalogue::AccessLevel;

// Octets of the response, TS 51.011 §9.2.1.
constexpr std::size_t size_at = 2;
constexpr std::size_t fid_at = 4;
constexpr std::size_t type_at = 6;
constexpr std::size_t access_at = 8;
constexpr std::size_t status_at = 11;
constexpr std::size_t structure_at = 13;
constexpr std::size_t record_length_at = 14;

/// TS 51.011 §9.3: a condition has four bits.
AccessLevel level_of(unsigned condition)
{
    switch (condition & 0x0FU) {
    case 0x0:
        return AccessLevel::Always;
    case 0x1:
        return AccessLevel::Pin;
    case 0x2:
        return AccessLevel::Pin2;
    case 0xF:
        return AccessLevel::Never;
    default:
        return AccessLevel::Adm;
    }
}

EfStructure structure_of(Byte octet)
{
    switch (octet) {
    case 0x01:
        return EfStructure::LinearFixed;
    case 0x03:
        return EfStructure::Cyclic;
    default:
        return EfStructure::Transparent;
    }
}

void read_ef(ByteView octets, SelectResponse& response)
{
    FcpTemplate& fcp = response.fcp;
    fcp.size = static_cast<std::size_t>(octets[size_at] << 8 | octets[size_at + 1]);
    fcp.life_cycle =
        (octets[status_at] & 0x01) != 0 ? LifeCycle::Activated : LifeCycle::Deactivated;
    fcp.structure = octets.size() > structure_at ? structure_of(octets[structure_at])
                                                 : EfStructure::Transparent;
    const bool has_records = fcp.structure != EfStructure::Transparent;
    if (has_records && octets.size() > record_length_at && octets[record_length_at] != 0) {
        fcp.record_length = octets[record_length_at];
        fcp.record_count = fcp.size / fcp.record_length;
    }
    const ByteView access = octets.subspan(access_at, 3);
    response.rights = {.read = level_of(access[0] >> 4U),
                       .update = level_of(access[0]),
                       .deactivate = level_of(access[2]),
                       .activate = level_of(access[2] >> 4U),
                       .remove = AccessLevel::Adm};
    if (fcp.structure == EfStructure::Cyclic) {
        response.rights->increase = level_of(access[1] >> 4U);
    }
}

/// TS 51.011 §9.2.1.
Result<SelectResponse, std::string> decode_sim_response(ByteView octets)
{
    constexpr Byte mf = 0x01;
    constexpr Byte df = 0x02;
    constexpr Byte ef = 0x04;
    const Byte type = octets.size() > status_at ? octets[type_at] : Byte{0};
    if (type != mf && type != df && type != ef) {
        return tl::unexpected{
            std::string{"this is neither an FCP template nor the response of a SIM"}};
    }
    SelectResponse response{.is_fcp = false};
    response.fcp.fid = Fid{static_cast<std::uint16_t>(octets[fid_at] << 8 | octets[fid_at + 1])};
    response.fcp.is_directory = type != ef;
    response.fcp.shareable = true;
    if (type == ef) {
        read_ef(octets, response);
    }
    return response;
}

} // namespace

Result<SelectResponse, std::string> decode_select_response(ByteView octets)
{
    const bool is_template = !octets.empty() && (octets[0] == 0x62 || octets[0] == 0x6F);
    if (!is_template) {
        return decode_sim_response(octets);
    }
    SelectResponse response;
    response.fcp = TRY(filesystem::read_fcp_template(octets));
    return response;
}

} // namespace uicc::profiles::fsdump
