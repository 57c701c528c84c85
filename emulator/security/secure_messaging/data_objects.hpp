#pragma once

#include "codec/ber_tlv.hpp"
#include "codec/result.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/status_word.hpp"

#include <optional>

namespace uicc::emulator::secure_messaging {

/// Secure messaging data objects, ISO/IEC 7816-4 §10. Odd tags are covered by the checksum.
namespace tag {

inline constexpr codec::Tag plain_value{0x81};       ///< not BER-TLV
inline constexpr codec::Tag cryptogram_of_tlv{0x85}; ///< plain value is BER-TLV
inline constexpr codec::Tag padded_cryptogram{0x87}; ///< behind a padding indicator
inline constexpr codec::Tag plain_tlv_with_sm{0xB1}; ///< itself a secure messaging object
inline constexpr codec::Tag plain_tlv{0xB3};         ///< BER-TLV of other kinds
inline constexpr codec::Tag expected_length{0x97};   ///< Le
inline constexpr codec::Tag processing_status{0x99}; ///< SW1 SW2
inline constexpr codec::Tag cryptographic_checksum{0x8E};

} // namespace tag

/// First octet of DO 87, ISO/IEC 7816-4 §10.
enum class PaddingIndicator : Byte {
    Iso = 0x01, ///< 80 00.. to whole blocks, also when they were whole
    None = 0x02,
};

/// The objects of a command, each found in its place, none looked into.
struct CommandObjects {
    std::optional<codec::TlvObject> data{}; ///< 81, 85, 87, B1 or B3
    std::optional<ByteView> le{};           ///< 97
    ByteView checksum{};                    ///< 8E
    ByteView authenticated{};               ///< what stands before 8E, as it came
};

/// Takes [81|85|87|B1|B3] [97] 8E in this order. 6987: the checksum is missing, or there is an
/// object that does not belong here, such as one with an even tag, which the checksum would not
/// cover. 6988: no BER-TLV, another order, or an object twice.
[[nodiscard]] Result<CommandObjects, StatusWord> parse_command_objects(ByteView data_field);

/// The octets that a data object carries.
struct CarriedData {
    ByteView octets{};
    bool encrypted = false;
    bool padded = false;
};

/// Looks into the data object of a command; 6988 for an unknown padding indicator and for
/// anything but one other object in DO B1.
[[nodiscard]] Result<CarriedData, StatusWord> carried_data(const codec::TlvObject& object);

/// Le of one or two octets as in a command; 6988 for other sizes.
[[nodiscard]] Result<ExpectedLength, StatusWord> decode_le(ByteView le);

} // namespace uicc::emulator::secure_messaging
