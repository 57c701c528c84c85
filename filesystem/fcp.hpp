#pragma once

#include "codec/ber_tlv.hpp"
#include "codec/result.hpp"
#include "filesystem/file.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace uicc::filesystem {

/// What an FCP says beyond the header of the file.
struct FcpDetails {
    Byte template_tag = 0x62;              ///< 62 FCP; 6F for cards that answer with an FCI
    std::optional<LifeCycle> life_cycle{}; ///< where it is no longer that of the header
    std::size_t used_size = 0;             ///< of a BER-TLV EF: octets of its objects
    ByteView pin_status{};                 ///< value of tag C6, TS 102 221 §9.5.2; empty: no C6
};

/// File control parameters in the order of TS 102 221 §11.1.1.3. A file with a template of its own
/// keeps the octets of that, but for a life cycle that has changed and the PIN status.
[[nodiscard]] Bytes encode_fcp(const FileHeader& file, const FcpDetails& details);

/// How a new file is filled, TS 102 222 §6.3.2.2.2.
struct FillPattern {
    Bytes octets{};       ///< empty: FF
    bool repeats = false; ///< from the beginning again; else the last octet goes on
};

/// File control parameters as a card or a command gives them.
struct FileControl {
    FileHeader header{}; ///< without name and parent; by default what is not said
    bool is_internal = false;
    std::optional<std::size_t> size{};         ///< tag 80
    std::optional<std::size_t> maximum_size{}; ///< of a BER-TLV EF, A5/86
    std::size_t records = 0;                   ///< of the file descriptor; 0: not said
    FillPattern fill{};
    std::vector<codec::Tag> present{}; ///< objects of the template

    [[nodiscard]] bool has(codec::Tag tag) const;
};

/// Why octets are no file control parameters; a sentence without the end.
struct FcpError {
    std::string what{};
};

/// Reads template 62 or 6F; the objects may come in any order, and unknown ones are left out.
[[nodiscard]] Result<FileControl, FcpError> decode_fcp(ByteView encoded);

} // namespace uicc::filesystem
