#include "filesystem/contents/subscriber/service_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::filesystem::contents {
namespace {

constexpr unsigned highest_service = 255; // more than any release has

/// How a table packs its services.
struct Packing {
    unsigned bits = 1;       // per service
    const char* clause = ""; // for messages

    [[nodiscard]] constexpr unsigned per_octet() const { return 8 / bits; }
    [[nodiscard]] constexpr Byte mask(unsigned service) const
    {
        const unsigned all = (1U << bits) - 1;
        return static_cast<Byte>(all << ((service - 1) % per_octet() * bits));
    }
    [[nodiscard]] constexpr std::size_t octet(unsigned service) const
    {
        return (service - 1) / per_octet();
    }
};

constexpr Packing usim_packing{1, "TS 31.102 §4.2.8"};
constexpr Packing sim_packing{2, "TS 51.011 §10.3.7"};

Result<Bytes, ContentError> encode(const Packing& packing,
                                   std::span<const unsigned> services,
                                   std::size_t size)
{
    Bytes table(size);
    for (const unsigned service : services) {
        if (service == 0 || service > highest_service) {
            return refused(fmt::format("{} is no service number ({})", service, packing.clause));
        }
        const std::size_t octet = packing.octet(service);
        if (octet >= table.size() && size != 0) {
            return refused(fmt::format("service {} lies beyond a table of {} octets, the last one "
                                       "there is {} ({})",
                                       service, size, size * packing.per_octet(), packing.clause));
        }
        table.resize(std::max(table.size(), octet + 1));
        table[octet] = static_cast<Byte>(table[octet] | packing.mask(service));
    }
    return table;
}

std::vector<unsigned> decode(const Packing& packing, ByteView table)
{
    std::vector<unsigned> services;
    const auto last = static_cast<unsigned>(table.size()) * packing.per_octet();
    for (unsigned service = 1; service <= last; ++service) {
        const Byte mask = packing.mask(service);
        if ((table[packing.octet(service)] & mask) == mask) {
            services.push_back(service);
        }
    }
    return services;
}

} // namespace

Result<Bytes, ContentError> encode_services(std::span<const unsigned> services, std::size_t size)
{
    return encode(usim_packing, services, size);
}

std::vector<unsigned> decode_services(ByteView table)
{
    return decode(usim_packing, table);
}

Result<Bytes, ContentError> encode_sim_services(std::span<const unsigned> services,
                                                std::size_t size)
{
    return encode(sim_packing, services, size);
}

std::vector<unsigned> decode_sim_services(ByteView table)
{
    return decode(sim_packing, table);
}

} // namespace uicc::filesystem::contents
