#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::filesystem::contents {

/// A public land mobile network: MCC of 3 digits, MNC of 2 or 3, TS 23.003 §12.1.
struct Plmn {
    std::string mcc{};
    std::string mnc{};

    friend bool operator==(const Plmn&, const Plmn&) = default;
};

inline constexpr std::size_t plmn_size = 3; ///< octets

enum class Wildcards {
    Refused,
    Allowed, ///< D stands for any digit, TS 31.102 §4.2.59
};

/// "001-01", "00101" or "001-001".
[[nodiscard]] Result<Plmn, ContentError> parse_plmn(std::string_view text,
                                                    Wildcards wildcards = Wildcards::Refused);

/// "001-01".
[[nodiscard]] std::string to_text(const Plmn& plmn);

/// Three octets, MCC2 MCC1, MNC3 MCC3, MNC2 MNC1; TS 24.008 §10.5.1.13.
[[nodiscard]] Bytes encode_plmn(const Plmn& plmn);

/// Nothing for an unused entry, FFFFFF.
[[nodiscard]] Result<std::optional<Plmn>, ContentError> decode_plmn(
    ByteView octets, Wildcards wildcards = Wildcards::Refused);

/// EF.FPLMN, EF.EHPLMN, EF.PLMNsel: entries of three octets, TS 31.102 §4.2.16.
[[nodiscard]] Bytes encode_plmn_list(std::span<const Plmn> plmns);

/// Unused entries are left out.
[[nodiscard]] Result<std::vector<Plmn>, ContentError> decode_plmn_list(ByteView body);

} // namespace uicc::filesystem::contents
