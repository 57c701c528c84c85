#pragma once

#include "filesystem/file.hpp"

#include <cstddef>

namespace uicc::profiles {

inline constexpr std::size_t largest_record = 255; ///< octets, TS 102 221 §8.2.2.2
inline constexpr std::size_t most_records = 254;   ///< TS 102 221 §8.2.2.2

/// Octets that the commands of a structure reach: READ BINARY has an offset of 15 bits.
[[nodiscard]] constexpr std::size_t largest_body(filesystem::EfStructure structure) noexcept
{
    return structure == filesystem::EfStructure::BerTlv ? 65535 : 32768;
}

} // namespace uicc::profiles
