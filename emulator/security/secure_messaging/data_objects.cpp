#include "emulator/security/secure_messaging/data_objects.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator::secure_messaging {
namespace {

constexpr auto incorrect = sw::secure_messaging_objects_incorrect;
constexpr auto missing = sw::secure_messaging_objects_missing;

enum class Place : Byte { Data, Le, Checksum, End };

struct Row {
    codec::Tag tag{};
    Place place{};
};

constexpr auto command_objects = std::to_array<Row>({
    {tag::plain_value, Place::Data},
    {tag::cryptogram_of_tlv, Place::Data},
    {tag::padded_cryptogram, Place::Data},
    {tag::plain_tlv_with_sm, Place::Data},
    {tag::plain_tlv, Place::Data},
    {tag::expected_length, Place::Le},
    {tag::cryptographic_checksum, Place::Checksum},
});

Result<Place, StatusWord> place_of(codec::Tag tag)
{
    const auto* const row = std::ranges::find(command_objects, tag, &Row::tag);
    if (row == command_objects.end()) {
        return tl::unexpected{missing};
    }
    return row->place;
}

Result<codec::TlvObject, StatusWord> next_object(codec::TlvReader& reader)
{
    return reader.next().map_error([](codec::DecodeError) { return incorrect; });
}

void put(CommandObjects& objects, Place place, const codec::TlvObject& object)
{
    switch (place) {
    case Place::Data:
        objects.data = object;
        break;
    case Place::Le:
        objects.le = object.value;
        break;
    case Place::Checksum:
        objects.checksum = object.value;
        break;
    case Place::End:
        break;
    }
}

/// Padding indicator, cryptogram.
Result<CarriedData, StatusWord> indicated(ByteView value)
{
    if (value.empty()) {
        return tl::unexpected{incorrect};
    }
    const PaddingIndicator indicator{value.front()};
    if (indicator != PaddingIndicator::Iso && indicator != PaddingIndicator::None) {
        return tl::unexpected{incorrect};
    }
    return CarriedData{value.subspan(1), true, indicator == PaddingIndicator::Iso};
}

Result<CarriedData, StatusWord> nested(ByteView value)
{
    codec::TlvReader reader{value};
    const codec::TlvObject inner = TRY(next_object(reader));
    const bool carries = place_of(inner.tag) == Place::Data && inner.tag != tag::plain_tlv_with_sm;
    if (!carries || !reader.at_end()) {
        return tl::unexpected{incorrect};
    }
    return carried_data(inner);
}

} // namespace

Result<CommandObjects, StatusWord> parse_command_objects(ByteView data_field)
{
    CommandObjects objects;
    Place earliest = Place::Data;
    for (codec::TlvReader reader{data_field}; !reader.at_end();) {
        const std::size_t start = reader.offset();
        const codec::TlvObject object = TRY(next_object(reader));
        const Place place = TRY(place_of(object.tag));
        if (place < earliest) {
            return tl::unexpected{incorrect};
        }
        earliest = static_cast<Place>(static_cast<Byte>(place) + 1);
        objects.authenticated = data_field.first(start);
        put(objects, place, object);
    }
    if (earliest != Place::End) {
        return tl::unexpected{missing};
    }
    return objects;
}

Result<CarriedData, StatusWord> carried_data(const codec::TlvObject& object)
{
    switch (object.tag) {
    case tag::padded_cryptogram:
        return indicated(object.value);
    case tag::cryptogram_of_tlv:
        return CarriedData{object.value, true, true};
    case tag::plain_tlv_with_sm:
        return nested(object.value);
    default:
        return CarriedData{object.value, false, false};
    }
}

Result<ExpectedLength, StatusWord> decode_le(ByteView le)
{
    if (le.size() != 1 && le.size() != 2) {
        return tl::unexpected{incorrect};
    }
    std::size_t number = 0;
    for (const Byte octet : le) {
        number = number << 8U | octet;
    }
    if (number == 0) {
        return ExpectedLength{le.size() == 1 ? 256U : 65536U, true};
    }
    return ExpectedLength{number, false};
}

} // namespace uicc::emulator::secure_messaging
