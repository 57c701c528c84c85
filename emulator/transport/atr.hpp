#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace uicc::emulator {

/// Answer to reset in the words of ISO/IEC 7816-3 §8 and TS 102 221 §6.3.
struct AtrFields {
    std::vector<unsigned> protocols{0, 1}; ///< in the order offered; 0 and 1 exist
    Byte ta1 = 0x96;                       ///< Fi and Di: 512/32
    Byte clock_and_classes = 0xC7; ///< first TA behind T=15: clock stop any, classes A, B, C
    std::optional<Byte> global_interface{}; ///< first TB behind T=15, TS 102 221 Table 6.7
    Bytes historical_bytes{};               ///< at most 15
};

enum class Chaining : bool { Refused, Offered };

/// Historical bytes of a UICC: category 80, card service data, capabilities with the number of
/// logical channels (1 to 20) and command chaining, pre-issuing data (text, cut to what fits).
/// TS 102 221 §6.3.2.
[[nodiscard]] Bytes uicc_historical_bytes(unsigned channels,
                                          std::string_view pre_issuing_text,
                                          Chaining chaining = Chaining::Refused);

/// Builds the octets, TCK included.
[[nodiscard]] Result<Bytes, std::string> build_atr(const AtrFields& fields);

/// Checks an ATR that was given whole: TS, structure, length, TCK. Says what is wrong.
[[nodiscard]] Result<void, std::string> check_atr(ByteView atr);

/// Whether the third octet of the card capabilities offers command chaining, ISO/IEC 7816-4
/// §12.1.1.9.
[[nodiscard]] bool offers_command_chaining(ByteView atr);

/// Protocol that an ATR offers first; 0 when it says nothing.
[[nodiscard]] unsigned first_protocol(ByteView atr);

} // namespace uicc::emulator
