#include "emulator/security/pin_status_template.hpp"

#include "codec/ber_tlv.hpp"

#include <array>

namespace uicc::emulator {
namespace {

using codec::append_tlv;
using codec::Tag;

constexpr Byte universal_pin_not_used = 0x00;
constexpr Byte universal_pin_used = 0x08;
constexpr std::size_t usage_bit = 4; // of universal_pin_used, counted from the left

/// A bit counted from the most significant one.
void set_bit(Byte& octet, std::size_t place, bool value)
{
    const auto bit = static_cast<Byte>(0x80U >> place);
    octet = static_cast<Byte>(value ? octet | bit : octet & ~bit);
}

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

Bytes refresh_pin_status(ByteView value,
                         const PinStore& pins,
                         std::optional<filesystem::FileIndex> application)
{
    Bytes refreshed{value.begin(), value.end()};
    const auto place_of = [&](const codec::TlvObject& object) {
        return static_cast<std::size_t>(object.value.data() - value.data());
    };
    std::size_t bits_at = 0;
    std::size_t bit_count = 0;
    std::size_t usage_at = 0;
    std::size_t number = 0;
    for (codec::TlvReader reader{value}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object || object->value.empty()) {
            return refreshed;
        }
        if (object->tag == Tag{0x90}) {
            bits_at = place_of(*object);
            bit_count = 8 * object->value.size();
        } else if (object->tag == Tag{0x95}) {
            usage_at = place_of(*object);
        } else if (object->tag == Tag{0x83} && number < bit_count) {
            const filesystem::KeyReference reference{object->value.front()};
            if (const PinStore::Pin* pin = pins.find(reference, application)) {
                set_bit(refreshed[bits_at + number / 8], number % 8, pin->definition.enabled);
                if (reference == filesystem::universal_pin && usage_at != 0) {
                    set_bit(refreshed[usage_at], usage_bit, pins.is_replacement_in_use());
                }
            }
            ++number;
        }
    }
    return refreshed;
}

} // namespace uicc::emulator
