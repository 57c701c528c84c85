#include "filesystem/fcp_template.hpp"

#include "codec/ber_tlv.hpp"
#include "filesystem/fcp_coding.hpp"

#include <algorithm>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvObject;

tl::unexpected<std::string> refuse(const char* reason)
{
    return tl::unexpected{std::string{reason}};
}

std::size_t number_of(ByteView octets)
{
    std::size_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8U | octet;
    }
    return number;
}

/// Calls `visit` for every object; false when one is cut off.
template <class Visit>
bool for_each_object(ByteView encoded, const Visit& visit)
{
    for (codec::TlvReader reader{encoded}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            return false;
        }
        visit(*object);
    }
    return true;
}

/// A file of a category that the card has for itself still has a structure.
FileForm form_of(Byte descriptor)
{
    constexpr Byte structure_bits = 0x07;
    const auto form = file_form_of(static_cast<Byte>(descriptor & 0x7F));
    return form ? *form
                : file_form_of(static_cast<Byte>(descriptor & structure_bits)).value_or(FileForm{});
}

void read_descriptor(ByteView descriptor, FcpTemplate& fcp)
{
    const FileForm form = form_of(descriptor[0]);
    fcp.shareable = is_shareable(descriptor[0]);
    fcp.is_directory = form.kind != FileKind::Ef;
    fcp.structure = form.structure;
    if (descriptor.size() >= 5) {
        fcp.record_length = number_of(descriptor.subspan(2, 2));
        fcp.record_count = descriptor[4];
    }
}

void read_proprietary(ByteView value, FcpTemplate& fcp, std::size_t& maximum)
{
    const bool is_whole = for_each_object(value, [&](const TlvObject& object) {
        if (object.tag == Tag{0x86} && object.value.size() <= 4) {
            maximum = number_of(object.value);
        }
        if (object.tag == Tag{0xC0} && object.value.size() == 1) {
            fcp.special_information = object.value.front();
        } else {
            codec::append_tlv(fcp.proprietary, object.tag, object.value);
        }
    });
    if (!is_whole) {
        fcp.proprietary.clear();
    }
}

std::vector<ListedKey> keys_of(ByteView value)
{
    std::vector<ListedKey> keys;
    ByteView bits;
    static_cast<void>(for_each_object(value, [&](const TlvObject& object) {
        if (object.tag == Tag{0x90}) {
            bits = object.value;
        } else if (object.tag == Tag{0x83} && object.value.size() == 1) {
            const std::size_t number = keys.size();
            const bool enabled =
                number / 8 >= bits.size() || (bits[number / 8] & (0x80U >> (number % 8))) != 0;
            keys.push_back({KeyReference{object.value.front()}, enabled});
        }
    }));
    return keys;
}

void read_object(const TlvObject& object, FcpTemplate& fcp, std::size_t& maximum)
{
    const ByteView value = object.value;
    switch (static_cast<std::uint32_t>(object.tag)) {
    case 0x82:
        if (!value.empty()) {
            read_descriptor(value, fcp);
        }
        return;
    case 0x83:
        if (value.size() == 2) {
            fcp.fid = Fid{static_cast<std::uint16_t>(number_of(value))};
        }
        return;
    case 0x84:
        fcp.aid = Aid::from(value);
        return;
    case 0xA5:
        read_proprietary(value, fcp, maximum);
        return;
    case 0x8A:
        if (value.size() == 1) {
            fcp.life_cycle = life_cycle_of(value.front()).value_or(LifeCycle::NoInformation);
        }
        return;
    case 0x8B:
        fcp.security = {SecurityAttributes::Form::Referenced, {value.begin(), value.end()}};
        return;
    case 0x8C:
        fcp.security = {SecurityAttributes::Form::Compact, {value.begin(), value.end()}};
        return;
    case 0xAB:
        fcp.security = {SecurityAttributes::Form::Expanded, {value.begin(), value.end()}};
        return;
    case 0xC6:
        fcp.keys = keys_of(value);
        return;
    case 0x80:
        fcp.size = value.size() <= 4 ? number_of(value) : 0;
        return;
    default:
        return;
    }
}

/// Tag 88 of length 0 says that there is no SFI; without the tag it is the low bits of the FID,
/// TS 102 221 §11.1.1.4.8.
std::optional<Sfi> sfi_of(std::optional<ByteView> value, const FcpTemplate& fcp)
{
    if (fcp.is_directory) {
        return std::nullopt;
    }
    if (!value) {
        return fcp.fid ? Sfi::from(static_cast<unsigned>(*fcp.fid) & 0x1FU) : std::nullopt;
    }
    return value->size() == 1 ? Sfi::from(value->front() >> 3U) : std::nullopt;
}

} // namespace

Result<FcpTemplate, std::string> read_fcp_template(ByteView encoded)
{
    codec::TlvReader reader{encoded};
    const auto whole = reader.next();
    if (!whole) {
        return refuse("this is no whole data object");
    }
    if (whole->tag != Tag{0x62} && whole->tag != Tag{0x6F}) {
        return refuse("an FCP template begins with 62");
    }
    FcpTemplate fcp;
    bool has_descriptor = false;
    std::size_t maximum = 0;
    std::optional<ByteView> sfi;
    const bool is_whole = for_each_object(whole->value, [&](const TlvObject& object) {
        has_descriptor = has_descriptor || (object.tag == Tag{0x82} && !object.value.empty());
        sfi = object.tag == Tag{0x88} ? std::optional{object.value} : sfi;
        read_object(object, fcp, maximum);
    });
    if (!is_whole) {
        return refuse("a data object in the FCP template is cut off");
    }
    if (!has_descriptor) {
        return refuse("the FCP template has no file descriptor, tag 82");
    }
    if (fcp.structure == EfStructure::BerTlv) {
        fcp.size = std::max(fcp.size, maximum);
    }
    fcp.sfi = sfi_of(sfi, fcp);
    return fcp;
}

} // namespace uicc::filesystem
