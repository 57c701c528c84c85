#include "emulator/dm/pkcs15.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/dm/der.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>

namespace uicc::emulator::dm {
namespace {

constexpr Byte private_bit = 0x80;    // CommonObjectFlags bit 0, PKCS#15 §6.1.8
constexpr Byte modifiable_bit = 0x40; // bit 1
constexpr std::size_t max_label = 255;
constexpr std::size_t max_path = 16;

tl::unexpected<DmError> refuse(std::string field, std::string what)
{
    return tl::unexpected{DmError{.what = std::move(what), .field = std::move(field)}};
}

/// Adds the list element to the field name of an error.
auto in_element(std::string_view list, std::size_t index)
{
    return [list, index](DmError error) {
        error.field = std::string{list} + "[" + std::to_string(index) + "]." + error.field;
        return error;
    };
}

/// One encoded entry after the other.
template <class Entry>
Result<Bytes, DmError> encode_all(std::span<const Entry> entries,
                                  std::string_view list,
                                  Result<Bytes, DmError> (*encode_one)(const Entry&))
{
    Bytes content;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        codec::append(content, TRY(encode_one(entries[i]).map_error(in_element(list, i))));
    }
    return content;
}

Result<void, DmError> require_label(std::string_view label)
{
    if (label.size() > max_label || !is_text(octets_of(label))) {
        return refuse("label", "must be UTF-8 text of at most 255 octets (PKCS#15 §6.1.8)");
    }
    return {};
}

Result<void, DmError> require_path(const Bytes& path)
{
    if (path.size() < 2 || path.size() > max_path || path.size() % 2 != 0) {
        return refuse("path", "must be a file identifier or a path of whole file identifiers");
    }
    return {};
}

Bytes optional_text(std::string_view text)
{
    return text.empty() ? Bytes{} : der::tlv(der::utf8_string, text);
}

Bytes optional_octets(const Bytes& octets)
{
    return octets.empty() ? Bytes{} : der::tlv(der::octet_string, octets);
}

Bytes optional_integer(codec::Tag tag, std::optional<std::uint32_t> number)
{
    return number ? der::tlv(tag, der::integer_value(*number)) : Bytes{};
}

Bytes flags_field(const ObjectFlags& flags)
{
    const int bits = (flags.is_private ? private_bit : 0) | (flags.modifiable ? modifiable_bit : 0);
    return der::tlv(der::bit_string, der::named_bits(static_cast<Byte>(bits)));
}

/// Path ::= SEQUENCE { path, index, [0] length }, PKCS#15 §6.1.5.
Result<Bytes, DmError> encode_path(const Pkcs15Path& path)
{
    TRY(require_path(path.path));
    return der::tlv(der::sequence, {der::tlv(der::octet_string, path.path),
                                    optional_integer(der::integer, path.index),
                                    optional_integer(der::primitive(0), path.length)});
}

// --- EF.DODF --------------------------------------------------------------------------------

Result<Bytes, DmError> encode_oid(const DataObject& object)
{
    const auto value = der::oid_value(object.oid);
    if (!value) {
        return refuse("oid", "must be a dotted object identifier such as 2.23.43.9.1");
    }
    const Bytes plain = der::tlv(der::object_identifier, *value);
    return object.oid_style == OidStyle::Plain ? plain : der::tlv(der::object_identifier, plain);
}

/// CommonObjectAttributes, PKCS#15 §6.1.8.
Bytes common_object_attributes(const DataObject& object)
{
    const bool flags_left_out =
        object.form == DataObjectForm::OidDo && object.flags == ObjectFlags{};
    return der::tlv(
        der::sequence,
        {object.label_place == LabelPlace::First ? optional_text(object.label) : Bytes{},
         flags_left_out ? Bytes{} : flags_field(object.flags), optional_octets(object.auth_id)});
}

/// CommonDataObjectAttributes, PKCS#15 §6.7.1; an oidDO has its OID elsewhere.
Bytes common_data_object_attributes(const DataObject& object, const Bytes& oid)
{
    const std::string& name = object.label_place == LabelPlace::Second
                                  ? object.label
                                  : object.application_name.value_or("");
    return der::tlv(der::sequence,
                    {optional_text(name), object.form == DataObjectForm::OpaqueDo ? oid : Bytes{}});
}

Result<void, DmError> require_data_object(const DataObject& object)
{
    TRY(require_label(object.label));
    if (!object.application_name) {
        return {};
    }
    if (object.label_place == LabelPlace::Second) {
        return refuse("application_name", "its place is taken by the label");
    }
    if (!is_text(octets_of(*object.application_name))) {
        return refuse("application_name", "is not UTF-8 text");
    }
    return {};
}

Result<Bytes, DmError> encode_data_object(const DataObject& object)
{
    TRY(require_data_object(object));
    const Bytes oid = TRY(encode_oid(object));
    const Bytes path = TRY(encode_path(object.path));
    const bool opaque = object.form == DataObjectForm::OpaqueDo;
    const Bytes value = opaque ? path : der::tlv(der::sequence, {oid, path});
    return der::tlv(opaque ? der::sequence : der::constructed(1),
                    {common_object_attributes(object), common_data_object_attributes(object, oid),
                     der::tlv(der::constructed(1), value)});
}

// --- EF.ODF, EF.AODF, EF.CDF ----------------------------------------------------------------

Result<Bytes, DmError> encode_pointer(const DirectoryPointer& pointer)
{
    const Bytes path = TRY(encode_path({.path = pointer.path}));
    return der::tlv(der::constructed(static_cast<unsigned>(pointer.type)), path);
}

Bytes pin_flags_field(const PinFlags& flags)
{
    unsigned bits = 0;
    for (const bool bit :
         {flags.case_sensitive, flags.local, flags.change_disabled, flags.unblock_disabled,
          flags.initialized, flags.needs_padding, flags.unblocking_pin, flags.so_pin}) {
        bits = bits << 1U | (bit ? 1U : 0U);
    }
    return der::tlv(der::bit_string, der::named_bits(static_cast<Byte>(bits)));
}

/// PinAttributes, PKCS#15 §6.8.2.
Bytes pin_attributes(const PinObject& pin)
{
    const Byte type = static_cast<Byte>(pin.type);
    return der::tlv(
        der::sequence,
        {pin_flags_field(pin.pin_flags), der::tlv(der::enumerated, ByteView{&type, 1}),
         der::tlv(der::integer, der::integer_value(pin.min_length)),
         der::tlv(der::integer, der::integer_value(pin.stored_length)),
         optional_integer(der::integer, pin.max_length),
         der::tlv(der::primitive(0), der::integer_value(pin.reference)),
         pin.pad_octet ? der::tlv(der::octet_string, ByteView{&*pin.pad_octet, 1}) : Bytes{}});
}

Result<Bytes, DmError> encode_pin(const PinObject& pin)
{
    TRY(require_label(pin.label));
    return der::tlv(der::sequence,
                    {der::tlv(der::sequence, {optional_text(pin.label), flags_field(pin.flags)}),
                     der::tlv(der::sequence, {der::tlv(der::octet_string, pin.auth_id)}),
                     der::tlv(der::constructed(1), pin_attributes(pin))});
}

Result<Bytes, DmError> encode_certificate(const CertificateObject& certificate)
{
    TRY(require_label(certificate.label));
    const Bytes path = TRY(encode_path(certificate.path));
    const Bytes authority = certificate.authority ? der::tlv(der::boolean, Bytes{0xFF}) : Bytes{};
    return der::tlv(
        der::sequence,
        {der::tlv(der::sequence,
                  {optional_text(certificate.label), flags_field(certificate.flags)}),
         der::tlv(der::sequence, {der::tlv(der::octet_string, certificate.id), authority}),
         der::tlv(der::constructed(1), der::tlv(der::sequence, path))});
}

/// YYYYMMDDhhmmssZ.
bool is_generalized_time(std::string_view text)
{
    return text.size() == 15 && text.ends_with('Z') &&
           std::ranges::all_of(text.substr(0, 14), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Result<Bytes, DmError> encode_dodf(std::span<const DataObject> objects, DodfOrder order)
{
    Bytes opaque_first;
    Bytes others;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Bytes entry =
            TRY(encode_data_object(objects[i]).map_error(in_element("data_objects", i)));
        const bool first =
            order == DodfOrder::AsGiven || objects[i].form == DataObjectForm::OpaqueDo;
        codec::append(first ? opaque_first : others, entry);
    }
    codec::append(opaque_first, others);
    return opaque_first;
}

Result<Bytes, DmError> encode_odf(std::span<const DirectoryPointer> pointers)
{
    return encode_all(pointers, "pointers", encode_pointer);
}

Result<Bytes, DmError> encode_aodf(std::span<const PinObject> pins)
{
    return encode_all(pins, "pins", encode_pin);
}

Result<Bytes, DmError> encode_cdf(std::span<const CertificateObject> certificates)
{
    return encode_all(certificates, "certificates", encode_certificate);
}

Result<Bytes, DmError> encode_token_info(const TokenInfo& info)
{
    TRY(require_label(info.label));
    if (info.serial_number.empty()) {
        return refuse("serial_number", "must not be empty (PKCS#15 §6.9)");
    }
    if (info.manufacturer.size() > max_label || !is_text(octets_of(info.manufacturer))) {
        return refuse("manufacturer", "must be UTF-8 text of at most 255 octets");
    }
    if (!info.last_update.empty() && !is_generalized_time(info.last_update)) {
        return refuse("last_update", "must be a time such as 20250101120000Z");
    }
    const Bytes last_update =
        info.last_update.empty()
            ? Bytes{}
            : der::tlv(der::constructed(5), {der::tlv(der::generalized_time, info.last_update)});
    return der::tlv(der::sequence,
                    {der::tlv(der::integer, der::integer_value(0)),
                     der::tlv(der::octet_string, info.serial_number),
                     optional_text(info.manufacturer),
                     info.label.empty() ? Bytes{} : der::tlv(der::primitive(0), info.label),
                     der::tlv(der::bit_string, der::named_bits(0)), last_update});
}

Result<Bytes, DmError> encode_ef_dir_record(const ApplicationTemplate& application,
                                            std::size_t record_size)
{
    if (application.aid.size() < 5 || application.aid.size() > 16) {
        return refuse("aid", "must have 5 to 16 octets (ISO/IEC 7816-5)");
    }
    TRY(require_label(application.label));
    const auto optional = [](codec::Tag tag, ByteView value) {
        return value.empty() ? Bytes{} : der::tlv(tag, value);
    };
    Bytes record = der::tlv(der::Tag{0x61}, {der::tlv(der::Tag{0x4F}, application.aid),
                                             optional(der::Tag{0x50}, octets_of(application.label)),
                                             optional(der::Tag{0x51}, application.path),
                                             optional(der::Tag{0x73}, application.discretionary)});
    if (record_size == 0) {
        return record;
    }
    if (record.size() > record_size) {
        return refuse("application", "needs a record of " + std::to_string(record.size()) +
                                         " octets, not " + std::to_string(record_size));
    }
    record.resize(record_size, 0xFF);
    return record;
}

} // namespace uicc::emulator::dm
