#pragma once

#include "codec/ber_tlv.hpp"
#include "filesystem/access_rule.hpp"

namespace uicc::filesystem {

/// Access mode data objects, TS 102 221 Table 9.1; 9C is proprietary and covers nothing here.
[[nodiscard]] constexpr bool is_access_mode(codec::Tag tag) noexcept
{
    return (tag >= codec::Tag{0x80} && tag <= codec::Tag{0x8F}) || tag == codec::Tag{0x9C};
}

/// Whether an AM byte has a bit set that means the operation, TS 102 221 Tables 9.2 and 9.4. With
/// b8 set, b7 to b4 mean other, proprietary things.
[[nodiscard]] bool covers(Byte am_byte, AccessMode mode) noexcept;

/// Whether an access mode data object covers the operation; one that cannot be decoded denies.
[[nodiscard]] Result<bool, Denial> covers(const codec::TlvObject& access_mode,
                                          const Operation& operation);

} // namespace uicc::filesystem
