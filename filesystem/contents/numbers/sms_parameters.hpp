#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace uicc::filesystem::contents {

/// A record of EF.SMSP, TS 31.102 §4.2.27; what is absent is left to the terminal.
struct SmsParameters {
    std::string name{};
    std::optional<std::string> destination{};    ///< number, + for international
    std::optional<std::string> service_centre{}; ///< number, + for international
    std::optional<Byte> protocol{};              ///< TP-PID
    std::optional<Byte> coding{};                ///< TP-DCS
    std::optional<unsigned> validity_minutes{};  ///< TP-VP, relative

    friend bool operator==(const SmsParameters&, const SmsParameters&) = default;
};

/// A whole record; its length decides how much room the name has, 0: as much as it needs.
[[nodiscard]] Result<Bytes, ContentError> encode_sms_parameters(const SmsParameters& parameters,
                                                                std::size_t record_length = 0);

[[nodiscard]] Result<SmsParameters, ContentError> decode_sms_parameters(ByteView record);

/// Minutes of a relative validity period, TS 23.040 §9.2.3.12.1.
[[nodiscard]] unsigned validity_of(Byte period) noexcept;

} // namespace uicc::filesystem::contents
