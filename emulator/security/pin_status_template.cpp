#include "emulator/security/pin_status_template.hpp"

#include "codec/ber_tlv.hpp"

#include <array>

namespace uicc::emulator {
namespace {

using codec::append_tlv;
using codec::Tag;

constexpr Byte universal_pin_not_used = 0x00;
constexpr Byte universal_pin_used = 0x08;

} // namespace

Bytes encode_pin_status(std::span<const filesystem::KeyReference> listing,
                        const PinStore& pins,
                        std::optional<filesystem::FileIndex> application)
{
    Bytes enabled_bits((listing.size() + 7) / 8, Byte{0});
    Bytes references;
    for (std::size_t i = 0; i < listing.size(); ++i) {
        const PinStore::Pin* pin = pins.find(listing[i], application);
        if (pin == nullptr || pin->definition.enabled) {
            enabled_bits[i / 8] = static_cast<Byte>(enabled_bits[i / 8] | (0x80U >> (i % 8)));
        }
        if (listing[i] == filesystem::universal_pin) {
            const Byte usage = pins.is_replacement_in_use(listing, application)
                                   ? universal_pin_used
                                   : universal_pin_not_used;
            append_tlv(references, Tag{0x95}, std::array{usage});
        }
        append_tlv(references, Tag{0x83}, std::array{static_cast<Byte>(listing[i])});
    }
    Bytes value;
    append_tlv(value, Tag{0x90}, enabled_bits);
    value.insert(value.end(), references.begin(), references.end());
    return value;
}

} // namespace uicc::emulator
