#include "codec/ber_tlv.hpp"
#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/fcp.hpp"
#include "filesystem/fcp_coding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvObject;
using codec::TlvReader;
using Form = SecurityAttributes::Form;

using Outcome = Result<void, FcpError>;

constexpr std::size_t longest_number = 4; // octets of a size

tl::unexpected<FcpError> wrong(std::string what)
{
    return tl::unexpected{FcpError{std::move(what)}};
}

std::string counted(ByteView octets)
{
    return fmt::format("{} {}", octets.size(), octets.size() == 1 ? "octet" : "octets");
}

Outcome require_size(const TlvObject& object, std::size_t size)
{
    if (object.value.size() != size) {
        return wrong(fmt::format("tag {:02X} has {}, not {}", static_cast<unsigned>(object.tag),
                                 counted(object.value), size));
    }
    return {};
}

Result<std::size_t, FcpError> number_in(const TlvObject& object)
{
    if (object.value.empty() || object.value.size() > longest_number) {
        return wrong(fmt::format("tag {:02X} is no size", static_cast<unsigned>(object.tag)));
    }
    codec::ByteReader reader{object.value};
    return static_cast<std::size_t>(reader.take_number(object.value.size()).value());
}

/// Two octets; of files with records also the record length, and the number of records, which a
/// file that is to be created may leave to its size.
Outcome read_descriptor(FileControl& control, const TlvObject& object)
{
    const ByteView value = object.value;
    const auto form = value.empty() ? std::nullopt : file_form_of(value.front());
    if (!form) {
        return wrong("tag 82 describes no kind of file");
    }
    FileHeader& header = control.header;
    header.kind = form->kind;
    header.structure = form->structure;
    header.shareable = is_shareable(value.front());
    control.is_internal = form->is_internal;
    const bool has_records = header.is_ef() && header.has_records();
    const bool fits = has_records ? value.size() >= 4 && value.size() <= 6 : value.size() == 2;
    if (!fits) {
        return wrong(fmt::format("tag 82 has {}, {}", counted(value),
                                 has_records ? "a record EF needs 4 to 6: descriptor, coding, "
                                               "record length (2), number of records"
                                             : "not 2: descriptor, coding"));
    }
    if (has_records) {
        codec::ByteReader reader{value.subspan(2)};
        header.record_length = static_cast<std::size_t>(reader.take_number(2).value());
        control.records = static_cast<std::size_t>(reader.take_number(reader.remaining()).value());
    }
    return {};
}

Outcome read_fid(FileControl& control, const TlvObject& object)
{
    TRY(require_size(object, 2));
    control.header.fid = Fid{static_cast<std::uint16_t>(object.value[0] << 8 | object.value[1])};
    return {};
}

Outcome read_aid(FileControl& control, const TlvObject& object)
{
    control.header.aid = Aid::from(object.value);
    return control.header.aid ? Outcome{} : wrong("tag 84 is no AID of 5 to 16 octets");
}

Outcome read_size(FileControl& control, const TlvObject& object)
{
    control.size = TRY(number_in(object));
    return {};
}

Outcome read_total_size(FileControl& /*control*/, const TlvObject& object)
{
    return number_in(object).map([](std::size_t) {});
}

Outcome read_life_cycle(FileControl& control, const TlvObject& object)
{
    TRY(require_size(object, 1));
    const auto state = life_cycle_of(object.value.front());
    if (!state) {
        return wrong(fmt::format("{:02X} is no life cycle", object.value.front()));
    }
    control.header.life_cycle = *state;
    return {};
}

Outcome read_security(FileControl& control, const TlvObject& object)
{
    control.header.security = {Form{static_cast<Byte>(object.tag)},
                               {object.value.begin(), object.value.end()}};
    return object.value.empty() ? Outcome{wrong("the security attributes are empty")} : Outcome{};
}

Outcome read_sfi(FileControl& control, const TlvObject& object)
{
    if (object.value.empty()) {
        control.header.sfi.reset();
        return {};
    }
    TRY(require_size(object, 1));
    control.header.sfi = Sfi::from(object.value.front() >> 3U);
    const bool is_coded = control.header.sfi && (object.value.front() & 0x07) == 0;
    return is_coded ? Outcome{} : wrong("tag 88 is no SFI");
}

/// Which PINs a directory lists; whether they are enabled is theirs to know.
Outcome read_pin_status(FileControl& control, const TlvObject& object)
{
    for (TlvReader reader{object.value}; !reader.at_end();) {
        const auto part = reader.next();
        if (!part || part->value.empty()) {
            return wrong("tag C6 is malformed");
        }
        if (part->tag == Tag{0x83}) {
            TRY(require_size(*part, 1));
            control.header.pin_references.push_back(KeyReference{part->value.front()});
        }
    }
    return {};
}

Outcome read_special_information(FileControl& control, const TlvObject& object)
{
    TRY(require_size(object, 1));
    control.header.special_information = object.value.front();
    return {};
}

/// C1 or C2: how the body of a new file is filled, TS 102 222 §6.3.2.2.2.
Outcome read_pattern(FileControl& control, const TlvObject& object)
{
    if (object.value.empty() || !control.fill.octets.empty()) {
        return wrong("one pattern that is not empty can fill a file");
    }
    control.fill.repeats = object.tag == Tag{0xC2};
    control.fill.octets.assign(object.value.begin(), object.value.end());
    return {};
}

Outcome read_maximum_size(FileControl& control, const TlvObject& object)
{
    control.maximum_size = TRY(number_in(object));
    return {};
}

struct Row {
    Tag tag{};
    Outcome (*read)(FileControl&, const TlvObject&) = nullptr;
};

constexpr std::array proprietary_rows{Row{Tag{0xC0}, read_special_information},
                                      Row{Tag{0xC1}, read_pattern}, Row{Tag{0xC2}, read_pattern},
                                      Row{Tag{0x86}, read_maximum_size}};

Outcome read_proprietary(FileControl& control, const TlvObject& object);

/// TS 102 221 §11.1.1.3 and TS 102 222 §6.3.2.2.
constexpr std::array rows{
    Row{Tag{0x82}, read_descriptor}, Row{Tag{0x83}, read_fid},
    Row{Tag{0x84}, read_aid},        Row{Tag{0xA5}, read_proprietary},
    Row{Tag{0x8A}, read_life_cycle}, Row{Tag{0x8B}, read_security},
    Row{Tag{0x8C}, read_security},   Row{Tag{0xAB}, read_security},
    Row{Tag{0xC6}, read_pin_status}, Row{Tag{0x80}, read_size},
    Row{Tag{0x81}, read_total_size}, Row{Tag{0x88}, read_sfi},
};

/// What has no row here is kept as it is.
Outcome read_proprietary(FileControl& control, const TlvObject& object)
{
    for (TlvReader reader{object.value}; !reader.at_end();) {
        const auto part = reader.next();
        if (!part) {
            return wrong("tag A5 is malformed");
        }
        const auto* row = std::ranges::find(proprietary_rows, part->tag, &Row::tag);
        if (row == proprietary_rows.end()) {
            codec::append_tlv(control.header.proprietary, part->tag, part->value);
        } else {
            TRY(row->read(control, *part));
        }
    }
    return {};
}

/// No template has the same object twice, and only one form of security attributes.
Outcome note(FileControl& control, Tag tag)
{
    if (control.has(tag)) {
        return wrong(fmt::format("tag {:02X} is there twice", static_cast<unsigned>(tag)));
    }
    control.present.push_back(tag);
    const auto is_security = [](Tag one) {
        return one == Tag{0x8B} || one == Tag{0x8C} || one == Tag{0xAB};
    };
    return std::ranges::count_if(control.present, is_security) > 1
               ? Outcome{wrong("the security attributes have several forms")}
               : Outcome{};
}

/// TS 102 221 §11.1.1.4.8: without tag 88 the SFI of an EF is the end of its FID.
Outcome settle_sfi(FileControl& control)
{
    FileHeader& header = control.header;
    if (!header.is_ef()) {
        return header.sfi ? Outcome{wrong("tag 88 gives a directory an SFI")} : Outcome{};
    }
    if (!control.has(Tag{0x88})) {
        header.sfi = Sfi::from(static_cast<unsigned>(header.fid) & 0x1FU);
    }
    return {};
}

void settle_kind(FileControl& control)
{
    FileHeader& header = control.header;
    if (header.kind == FileKind::Df) {
        header.kind = header.aid             ? FileKind::Adf
                      : header.fid == mf_fid ? FileKind::Mf
                                             : FileKind::Df;
    }
    header.names_fid_in_fcp = control.has(Tag{0x83});
    if (!header.names_fid_in_fcp && header.kind == FileKind::Adf) {
        header.fid = current_adf_fid;
    }
}

/// Octets of the body: of a BER-TLV EF the most that it takes, of a file with records all records.
Outcome settle_size(FileControl& control)
{
    FileHeader& header = control.header;
    if (!header.is_ef()) {
        return {};
    }
    if (header.structure == EfStructure::BerTlv) {
        header.size = control.maximum_size.value_or(control.size.value_or(0));
        return {};
    }
    const std::size_t in_records = control.records * header.record_length;
    header.size = control.size.value_or(in_records);
    const bool is_whole = !header.has_records() ||
                          (header.record_length != 0 && header.size % header.record_length == 0);
    if (!is_whole || (control.records != 0 && in_records != header.size)) {
        return wrong("the size is not that of whole records");
    }
    return {};
}

} // namespace

bool FileControl::has(Tag tag) const
{
    return std::ranges::find(present, tag) != present.end();
}

Result<FileControl, FcpError> decode_fcp(ByteView encoded)
{
    TlvReader outer{encoded};
    const auto whole = outer.next();
    if (!whole || (whole->tag != Tag{0x62} && whole->tag != Tag{0x6F}) || !outer.at_end()) {
        return wrong("this is not one template 62");
    }
    FileControl control;
    for (TlvReader reader{whole->value}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            return wrong("template 62 is malformed");
        }
        TRY(note(control, object->tag));
        const auto* row = std::ranges::find(rows, object->tag, &Row::tag);
        if (row != rows.end()) {
            TRY(row->read(control, *object));
        }
    }
    settle_kind(control);
    TRY(settle_sfi(control));
    TRY(settle_size(control));
    return control;
}

} // namespace uicc::filesystem
