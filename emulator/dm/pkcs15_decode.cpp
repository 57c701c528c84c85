#include "emulator/dm/der.hpp"
#include "emulator/dm/fill.hpp"
#include "emulator/dm/pkcs15.hpp"
#include "emulator/dm/text_check.hpp"

namespace uicc::emulator::dm {
namespace {

constexpr Byte first_directory_tag = 0xA0;
constexpr Byte last_directory_tag = 0xA8;

tl::unexpected<DmError> refuse(const der::Object& object, std::string what)
{
    return tl::unexpected{DmError{object.offset, std::move(what)}};
}

Result<std::string, DmError> decode_text(const der::Object& object)
{
    if (const auto stray = first_non_text(object.value)) {
        return tl::unexpected{DmError{object.value_offset + *stray, "is not UTF-8 text"}};
    }
    return std::string{text_of(object.value)};
}

Result<std::uint32_t, DmError> decode_integer(const der::Object& object)
{
    if (object.value.empty() || object.value.size() > 5 || object.value.front() >= 0x80) {
        return refuse(object, "the number must not be negative or exceed 32 bits");
    }
    std::uint64_t number = 0;
    for (const Byte octet : object.value) {
        number = number << 8U | octet;
    }
    if (number > 0xFFFFFFFFU) {
        return refuse(object, "the number exceeds 32 bits");
    }
    return static_cast<std::uint32_t>(number);
}

Result<Pkcs15Path, DmError> decode_path(const der::Object& sequence)
{
    der::Reader reader{sequence};
    const der::Object octets = TRY(reader.next(der::octet_string));
    Pkcs15Path path{.path = {octets.value.begin(), octets.value.end()}};
    while (!reader.at_end()) {
        const der::Object object = TRY(reader.next());
        if (object.tag == der::integer) {
            path.index = TRY(decode_integer(object));
        } else if (object.tag == der::primitive(0)) {
            path.length = TRY(decode_integer(object));
        }
    }
    return path;
}

Result<ObjectFlags, DmError> decode_flags(const der::Object& object)
{
    if (object.value.empty() || object.value.size() > 3 || object.value.front() > 7) {
        return refuse(object, "the flags are not a BIT STRING");
    }
    const Byte bits = object.value.size() > 1 ? object.value[1] : Byte{0};
    return ObjectFlags{(bits & 0x80) != 0, (bits & 0x40) != 0};
}

/// Accepts the misprint that wraps the OID twice.
Result<void, DmError> decode_oid(const der::Object& object, DataObject& out)
{
    ByteView value = object.value;
    if (value.size() > 2 && value[0] == 0x06 && value[1] == value.size() - 2) {
        out.oid_style = OidStyle::DoubleWrapped;
        value = value.subspan(2);
    }
    const auto dotted = der::oid_text(value);
    if (!dotted) {
        return refuse(object, "the object identifier is malformed");
    }
    out.oid = *dotted;
    return {};
}

Result<void, DmError> decode_common_attributes(const der::Object& sequence, DataObject& out)
{
    for (der::Reader reader{sequence}; !reader.at_end();) {
        const der::Object object = TRY(reader.next());
        if (object.tag == der::utf8_string) {
            out.label = TRY(decode_text(object));
        } else if (object.tag == der::bit_string) {
            out.flags = TRY(decode_flags(object));
        } else if (object.tag == der::octet_string) {
            out.auth_id.assign(object.value.begin(), object.value.end());
        }
    }
    return {};
}

Result<void, DmError> decode_class_attributes(const der::Object& sequence, DataObject& out)
{
    for (der::Reader reader{sequence}; !reader.at_end();) {
        const der::Object object = TRY(reader.next());
        if (object.tag == der::utf8_string) {
            out.application_name = TRY(decode_text(object));
        } else if (object.tag == der::object_identifier) {
            TRY(decode_oid(object, out));
        }
    }
    return {};
}

Result<void, DmError> decode_value(const der::Object& attributes, DataObject& out)
{
    der::Reader reader{attributes};
    const der::Object sequence = TRY(reader.next(der::sequence));
    if (out.form == DataObjectForm::OpaqueDo) {
        out.path = TRY(decode_path(sequence));
        return {};
    }
    der::Reader parts{sequence};
    const der::Object oid = TRY(parts.next(der::object_identifier));
    TRY(decode_oid(oid, out));
    const der::Object path = TRY(parts.next(der::sequence));
    out.path = TRY(decode_path(path));
    return {};
}

/// A nameless object whose application has a name carries its label there.
void settle_label(DataObject& object)
{
    if (object.label.empty() && object.application_name) {
        object.label = std::move(*object.application_name);
        object.application_name.reset();
        object.label_place = LabelPlace::Second;
    }
}

Result<DataObject, DmError> decode_data_object(const der::Object& entry)
{
    DataObject object;
    if (entry.tag == der::constructed(1)) {
        object.form = DataObjectForm::OidDo;
    } else if (entry.tag != der::sequence) {
        return refuse(entry, "is neither an opaqueDO (30) nor an oidDO (A1)");
    }
    der::Reader reader{entry};
    const der::Object common = TRY(reader.next(der::sequence));
    TRY(decode_common_attributes(common, object));
    const der::Object of_class = TRY(reader.next(der::sequence));
    TRY(decode_class_attributes(of_class, object));
    der::Object attributes = TRY(reader.next());
    if (attributes.tag == der::constructed(0)) { // subclass attributes, without use here
        attributes = TRY(reader.next(der::constructed(1)));
    }
    if (attributes.tag != der::constructed(1)) {
        return refuse(attributes, "here tag A1 is expected");
    }
    TRY(decode_value(attributes, object));
    settle_label(object);
    return object;
}

Result<DirectoryPointer, DmError> decode_pointer(const der::Object& entry)
{
    const auto tag = static_cast<std::uint32_t>(entry.tag);
    if (tag < first_directory_tag || tag > last_directory_tag) {
        return refuse(entry, "is none of the directory types A0 to A8");
    }
    der::Reader reader{entry};
    const der::Object sequence = TRY(reader.next(der::sequence));
    const Pkcs15Path path = TRY(decode_path(sequence));
    return DirectoryPointer{DirectoryType(tag - first_directory_tag), path.path};
}

/// The entries up to the end or the fill.
template <class Entry>
Result<std::vector<Entry>, DmError> decode_all(
    ByteView content, Result<Entry, DmError> (*decode_one)(const der::Object&))
{
    std::vector<Entry> entries;
    der::Reader reader{content};
    while (!reader.at_end() && !is_fill(reader.peek())) {
        const der::Object object = TRY(reader.next());
        Entry entry = TRY(decode_one(object));
        entries.push_back(std::move(entry));
    }
    TRY(require_fill(content, reader.offset()));
    return entries;
}

Result<void, DmError> decode_token_field(const der::Object& object, TokenInfo& out)
{
    if (object.tag == der::utf8_string) {
        out.manufacturer = TRY(decode_text(object));
    } else if (object.tag == der::primitive(0)) {
        out.label = TRY(decode_text(object));
    } else if (object.tag == der::constructed(5)) {
        der::Reader reader{object};
        const der::Object time = TRY(reader.next());
        if (time.tag == der::generalized_time) { // a Path is the other choice
            out.last_update = TRY(decode_text(time));
        }
    }
    return {};
}

} // namespace

Result<std::vector<DirectoryPointer>, DmError> decode_odf(ByteView content)
{
    return decode_all(content, decode_pointer);
}

Result<std::vector<DataObject>, DmError> decode_dodf(ByteView content)
{
    return decode_all(content, decode_data_object);
}

Result<TokenInfo, DmError> decode_token_info(ByteView content)
{
    der::Reader outer{content};
    const der::Object sequence = TRY(outer.next(der::sequence));
    TRY(require_fill(content, outer.offset()));
    der::Reader reader{sequence};
    TRY(reader.next(der::integer));
    const der::Object serial = TRY(reader.next(der::octet_string));
    TokenInfo info{.serial_number = {serial.value.begin(), serial.value.end()}};
    while (!reader.at_end()) {
        const der::Object object = TRY(reader.next());
        TRY(decode_token_field(object, info));
    }
    return info;
}

} // namespace uicc::emulator::dm
