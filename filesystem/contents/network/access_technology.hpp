#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"
#include "filesystem/contents/network/plmn.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace uicc::filesystem::contents {

/// Access technology identifier, TS 31.102 §4.2.5.
using AccessTechnologies = std::uint16_t;

/// From names: utran, e-utran (either mode), e-utran-wb, e-utran-nb, ng-ran, gsm, gsm-only,
/// ec-gsm-iot, gsm-compact, hrpd, 1xrtt.
[[nodiscard]] Result<AccessTechnologies, ContentError> parse_access_technologies(
    std::span<const std::string> names);

/// Reserved bits are left out.
[[nodiscard]] std::vector<std::string_view> names_of(AccessTechnologies technologies);

struct PlmnAccess {
    Plmn plmn{};
    AccessTechnologies technologies = 0;

    friend bool operator==(const PlmnAccess&, const PlmnAccess&) = default;
};

/// EF.PLMNwAcT, EF.OPLMNwAcT, EF.HPLMNwAcT: entries of five octets. Unused entries, FFFFFF0000,
/// fill the file up to `size` octets.
[[nodiscard]] Result<Bytes, ContentError> encode_plmn_access_list(
    std::span<const PlmnAccess> entries, std::size_t size = 0);

/// Unused entries are left out.
[[nodiscard]] Result<std::vector<PlmnAccess>, ContentError> decode_plmn_access_list(ByteView body);

} // namespace uicc::filesystem::contents
