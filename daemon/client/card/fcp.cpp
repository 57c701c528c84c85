#include "daemon/client/card/fcp.hpp"

#include "codec/ber_tlv.hpp"

namespace uicc::daemon::client::card {
namespace {

using codec::Tag;

constexpr Tag fcp{0x62};
constexpr Tag fci{0x6F};
constexpr Tag file_size{0x80};
constexpr Tag descriptor{0x82};
constexpr Tag life_cycle{0x8A};
constexpr Tag pin_status{0xC6};
constexpr Tag pin_status_bits{0x90};
constexpr Tag key_reference{0x83};

std::size_t number_of(ByteView octets)
{
    std::size_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8U | octet;
    }
    return number;
}

/// ISO/IEC 7816-4 table 12: operational state deactivated, 04 or 06.
bool is_deactivated(ByteView value)
{
    return value.size() == 1 && (value[0] & 0xFDU) == 0x04;
}

/// TS 102 221 §9.5.2: one bit for each key reference that follows, the first is b8.
std::vector<Byte> enabled_pins(ByteView value)
{
    std::vector<Byte> enabled;
    ByteView bits;
    std::size_t position = 0;
    for (codec::TlvReader reader{value}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            break;
        }
        if (object->tag == pin_status_bits) {
            bits = object->value;
        } else if (object->tag == key_reference && object->value.size() == 1) {
            if (position / 8 < bits.size() && (bits[position / 8] & 0x80U >> position % 8) != 0) {
                enabled.push_back(object->value[0]);
            }
            ++position;
        }
    }
    return enabled;
}

void read_object(const codec::TlvObject& object, FileParameters& out)
{
    if (object.tag == file_size && object.value.size() <= sizeof(std::uint32_t)) {
        out.size = number_of(object.value);
    } else if (object.tag == descriptor && object.value.size() >= 5) {
        out.record_length = number_of(object.value.subspan(2, 2));
        out.records = object.value[4];
    } else if (object.tag == life_cycle) {
        out.deactivated = is_deactivated(object.value);
    } else if (object.tag == pin_status) {
        out.enabled_pins = enabled_pins(object.value);
    }
}

} // namespace

std::optional<FileParameters> parse_file_parameters(ByteView answer, Enclosure enclosure)
{
    const auto outer = codec::TlvReader{answer}.next();
    if (!outer || (outer->tag != fcp && (outer->tag != fci || enclosure == Enclosure::FcpOnly))) {
        return std::nullopt;
    }
    FileParameters parameters;
    for (codec::TlvReader reader{outer->value}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            return std::nullopt;
        }
        read_object(*object, parameters);
    }
    return parameters;
}

} // namespace uicc::daemon::client::card
