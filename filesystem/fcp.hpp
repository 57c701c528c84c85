#pragma once

#include "filesystem/file.hpp"

namespace uicc::filesystem {

/// What an FCP says beyond the header of the file.
struct FcpDetails {
    Byte template_tag = 0x62;              ///< 62 FCP; 6F for cards that answer with an FCI
    std::optional<LifeCycle> life_cycle{}; ///< where it is no longer that of the header
    std::size_t used_size = 0;             ///< of a BER-TLV EF: octets of its objects
    ByteView pin_status{};                 ///< value of tag C6, TS 102 221 §9.5.2; empty: no C6
};

/// File control parameters in the order of TS 102 221 §11.1.1.3.
[[nodiscard]] Bytes encode_fcp(const FileHeader& file, const FcpDetails& details);

} // namespace uicc::filesystem
