#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"
#include "filesystem/contents/network/plmn.hpp"

#include <cstdint>
#include <vector>

namespace uicc::filesystem::contents {

/// Octets of an area code: LAC or TAC of EF.OPL (TS 31.102 §4.2.59), TAC of EF.OPL5G (§4.4.11.9).
enum class AreaCodeSize : Byte { Two = 2, Three = 3 };

/// A record of the operator PLMN list: which record of EF.PNN names the network in these areas.
struct OperatorEntry {
    Plmn plmn{}; ///< may have wildcards
    std::uint32_t first_area = 0;
    std::uint32_t last_area = 0; ///< 0000 to FFFE: everywhere
    Byte name_record = 0;        ///< 0: the name comes from elsewhere

    friend bool operator==(const OperatorEntry&, const OperatorEntry&) = default;
};

[[nodiscard]] Result<Bytes, ContentError> encode_operator_entry(
    const OperatorEntry& entry, AreaCodeSize size = AreaCodeSize::Two);

[[nodiscard]] Result<OperatorEntry, ContentError> decode_operator_entry(
    ByteView record, AreaCodeSize size = AreaCodeSize::Two);

/// EF.SPDI: PLMNs where the service provider's name is shown as at home, TS 31.102 §4.2.66.
[[nodiscard]] Bytes encode_provider_plmns(std::span<const Plmn> plmns);

[[nodiscard]] Result<std::vector<Plmn>, ContentError> decode_provider_plmns(ByteView body);

} // namespace uicc::filesystem::contents
