#include "filesystem/contents/network/access_technology.hpp"

#include "codec/byte_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t entry_size = plmn_size + 2;

/// A technology is present when the bits under the mask have this value. E-UTRAN is told by b7 and
/// its modes by b6 and b5, both or neither of them being either mode; GSM by b8 and likewise b4
/// and b3 of the second octet.
struct Technology {
    std::string_view name{};
    AccessTechnologies mask = 0;
    AccessTechnologies value = 0;
};

constexpr AccessTechnologies e_utran_mode = 0x3000;
constexpr AccessTechnologies gsm_mode = 0x000C;

constexpr auto technologies = std::to_array<Technology>({
    // clang-format off
    {"utran",       0x8000, 0x8000},
    {"e-utran",     0x7000, 0x4000},
    {"e-utran-wb",  0x6000, 0x6000},
    {"e-utran-nb",  0x5000, 0x5000},
    {"ng-ran",      0x0800, 0x0800},
    {"gsm",         0x008C, 0x0080},
    {"gsm",         0x008C, 0x008C},
    {"gsm-only",    0x008C, 0x0084},
    {"ec-gsm-iot",  0x0088, 0x0088},
    {"gsm-compact", 0x0040, 0x0040},
    {"hrpd",        0x0020, 0x0020},
    {"1xrtt",       0x0010, 0x0010},
    // clang-format on
});

std::string known_names()
{
    std::string names;
    for (const Technology& technology : technologies) {
        if (names.find(technology.name) == std::string::npos || technology.name == "e-utran") {
            names += names.empty() ? "" : ", ";
            names += technology.name;
        }
    }
    return names;
}

bool contains(std::span<const std::string> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

Bytes unused_entry()
{
    return {0xFF, 0xFF, 0xFF, 0x00, 0x00};
}

} // namespace

Result<AccessTechnologies, ContentError> parse_access_technologies(
    std::span<const std::string> names)
{
    AccessTechnologies bits = 0;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(technologies, name, &Technology::name);
        if (found == technologies.end()) {
            return refused(fmt::format("\"{}\" is no access technology; known are {} "
                                       "(TS 31.102 §4.2.5)",
                                       name, known_names()));
        }
        bits = static_cast<AccessTechnologies>(bits | found->value);
    }
    if (contains(names, "e-utran")) { // no mode bits: either mode
        bits = static_cast<AccessTechnologies>(bits & ~e_utran_mode);
    }
    if (contains(names, "gsm") && contains(names, "ec-gsm-iot")) {
        bits = static_cast<AccessTechnologies>(bits | gsm_mode);
    }
    return bits;
}

std::vector<std::string_view> names_of(AccessTechnologies bits)
{
    std::vector<std::string_view> names;
    for (const Technology& technology : technologies) {
        if ((bits & technology.mask) == technology.value) {
            names.push_back(technology.name);
        }
    }
    return names;
}

Result<Bytes, ContentError> encode_plmn_access_list(std::span<const PlmnAccess> entries,
                                                    std::size_t size)
{
    Bytes body;
    for (const PlmnAccess& entry : entries) {
        codec::append(body, encode_plmn(entry.plmn));
        codec::append_number(body, entry.technologies, 2);
    }
    if (size != 0 && body.size() > size) {
        return refused(fmt::format("{} networks with access technology need {} octets, the file "
                                   "has {} (TS 31.102 §4.2.5)",
                                   entries.size(), body.size(), size));
    }
    while (body.size() + entry_size <= size) {
        codec::append(body, unused_entry());
    }
    return body;
}

Result<std::vector<PlmnAccess>, ContentError> decode_plmn_access_list(ByteView body)
{
    if (body.size() % entry_size != 0) {
        return refused(fmt::format("networks with access technology take five octets each, {} "
                                   "cannot be divided (TS 31.102 §4.2.5)",
                                   body.size()));
    }
    std::vector<PlmnAccess> entries;
    for (; !body.empty(); body = body.subspan(entry_size)) {
        if (auto plmn = TRY(decode_plmn(body.first(plmn_size)))) {
            const auto bits = static_cast<AccessTechnologies>(body[3] << 8U | body[4]);
            entries.push_back({std::move(*plmn), bits});
        }
    }
    return entries;
}

} // namespace uicc::filesystem::contents
