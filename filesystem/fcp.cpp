#include "filesystem/fcp.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"
#include "filesystem/fcp_coding.hpp"

#include <algorithm>
#include <array>

namespace uicc::filesystem {
namespace {

using codec::append_tlv;
using codec::Tag;
using codec::TlvObject;

constexpr Byte data_coding_byte = 0x21; // TS 102 221 §11.1.1.4.3

Bytes file_descriptor(const FileHeader& file)
{
    Bytes descriptor{descriptor_of(file), data_coding_byte};
    if (file.is_ef() && file.has_records()) {
        codec::append_number(descriptor, file.record_length, 2);
        codec::append_number(descriptor, file.record_count(), 1);
    }
    return descriptor;
}

void append_size(Bytes& out, Tag tag, std::size_t size)
{
    Bytes value;
    codec::append_number(value, size, size > 0xFFFF ? 3 : 2);
    append_tlv(out, tag, value);
}

constexpr Tag maximum_size{0x86};

/// The rest of it, as far as it can be decoded.
Bytes without_maximum(ByteView proprietary)
{
    Bytes rest;
    for (codec::TlvReader reader{proprietary}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            break;
        }
        if (object->tag != maximum_size) {
            append_tlv(rest, object->tag, object->value);
        }
    }
    return rest;
}

/// The maximum size of a BER-TLV EF is the room that it has, TS 102 221 §11.1.1.4.6.7.
Bytes proprietary_information(const FileHeader& file)
{
    const bool has_objects = file.is_ef() && file.structure == EfStructure::BerTlv;
    Bytes value = has_objects ? without_maximum(file.proprietary) : file.proprietary;
    if (file.special_information) {
        append_tlv(value, Tag{0xC0}, std::array{*file.special_information});
    }
    if (has_objects) {
        append_size(value, maximum_size, file.size);
    }
    return value;
}

/// Tag 88 of length 0 says that the file has no SFI, TS 102 221 §11.1.1.4.8.
void append_sfi(Bytes& fcp, const std::optional<Sfi>& sfi)
{
    const Bytes value = sfi ? Bytes{static_cast<Byte>(sfi->value() << 3)} : Bytes{};
    append_tlv(fcp, Tag{0x88}, value);
}

/// The value that an object of the file's own template has now.
ByteView current_value(const TlvObject& object,
                       const std::array<Byte, 1>& life_cycle,
                       const FileHeader& file,
                       const FcpDetails& details)
{
    const bool has_moved = details.life_cycle && *details.life_cycle != file.life_cycle;
    if (object.tag == Tag{0x8A} && has_moved) {
        return life_cycle;
    }
    const bool has_pins = object.tag == Tag{0xC6} && !details.pin_status.empty();
    return has_pins ? details.pin_status : object.value;
}

/// Objects that are as they were keep the very octets of the template, whatever they look like.
Bytes own_template(const FileHeader& file, const FcpDetails& details)
{
    Bytes answer = file.fcp;
    answer.front() = details.template_tag;
    codec::TlvReader outer{file.fcp};
    const auto whole = outer.next();
    if (!whole) {
        return answer;
    }
    const std::array life_cycle{static_cast<Byte>(details.life_cycle.value_or(file.life_cycle))};
    Bytes parameters;
    for (codec::TlvReader reader{whole->value}; !reader.at_end();) {
        const std::size_t begin = reader.offset();
        const auto object = reader.next();
        if (!object) {
            return answer;
        }
        const ByteView now = current_value(*object, life_cycle, file, details);
        if (std::ranges::equal(now, object->value)) {
            codec::append(parameters, whole->value.subspan(begin, reader.offset() - begin));
        } else {
            append_tlv(parameters, object->tag, now);
        }
    }
    if (std::ranges::equal(parameters, whole->value)) {
        return answer;
    }
    Bytes changed;
    append_tlv(changed, Tag{details.template_tag}, parameters);
    return changed;
}

} // namespace

Bytes encode_fcp(const FileHeader& file, const FcpDetails& details)
{
    if (!file.fcp.empty()) {
        return own_template(file, details);
    }
    Bytes parameters;
    parameters.reserve(128);
    append_tlv(parameters, Tag{0x82}, file_descriptor(file));
    if (file.names_fid_in_fcp) {
        const auto fid = static_cast<std::uint16_t>(file.fid);
        append_tlv(parameters, Tag{0x83},
                   std::array{static_cast<Byte>(fid >> 8), static_cast<Byte>(fid)});
    }
    if (file.aid) {
        append_tlv(parameters, Tag{0x84}, file.aid->octets());
    }
    if (const Bytes proprietary = proprietary_information(file); !proprietary.empty()) {
        append_tlv(parameters, Tag{0xA5}, proprietary);
    }
    append_tlv(parameters, Tag{0x8A},
               std::array{static_cast<Byte>(details.life_cycle.value_or(file.life_cycle))});
    append_tlv(parameters, Tag{static_cast<std::uint32_t>(file.security.form)},
               file.security.value);
    if (!details.pin_status.empty()) {
        append_tlv(parameters, Tag{0xC6}, details.pin_status);
    }
    if (file.is_ef()) {
        const bool has_objects = file.structure == EfStructure::BerTlv;
        append_size(parameters, Tag{0x80}, has_objects ? details.used_size : file.size);
        append_sfi(parameters, file.sfi);
    }
    Bytes fcp;
    append_tlv(fcp, Tag{details.template_tag}, parameters);
    return fcp;
}

} // namespace uicc::filesystem
