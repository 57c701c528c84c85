#include "filesystem/contents/card/application_entry.hpp"

#include "codec/ber_tlv.hpp"
#include "filesystem/contents/text/alpha_identifier.hpp"
#include "filesystem/identifiers.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

using codec::Tag;

constexpr Tag template_tag{0x61};
constexpr Tag aid_tag{0x4F};
constexpr Tag label_tag{0x50};
constexpr Tag path_tag{0x51};
constexpr Tag discretionary_tag{0x73};

void append_unless_empty(Bytes& out, Tag tag, ByteView value)
{
    if (!value.empty()) {
        codec::append_tlv(out, tag, value);
    }
}

Bytes copy_of(ByteView octets)
{
    return {octets.begin(), octets.end()};
}

} // namespace

Result<Bytes, ContentError> encode_application_entry(const ApplicationEntry& entry)
{
    if (!Aid::from(entry.aid)) {
        return refused(fmt::format("an AID has 5 to 16 octets, this one has {} (TS 101 220 §4)",
                                   entry.aid.size()));
    }
    if (entry.path.size() % 2 != 0) {
        return refused("a path is made of FIDs of two octets each (TS 102 221 §8.4.2)");
    }
    Bytes objects;
    codec::append_tlv(objects, aid_tag, entry.aid);
    append_unless_empty(objects, label_tag, TRY(within("label", encode_alpha(entry.label))));
    append_unless_empty(objects, path_tag, entry.path);
    append_unless_empty(objects, discretionary_tag, entry.discretionary);
    Bytes record;
    codec::append_tlv(record, template_tag, objects);
    return record;
}

Result<ApplicationEntry, ContentError> decode_application_entry(ByteView record)
{
    const auto object = codec::TlvReader{record}.next();
    if (!object || object->tag != template_tag) {
        return refused("an entry of EF.DIR is a complete template 61 (TS 102 221 §13.1)");
    }
    ApplicationEntry entry;
    for (codec::TlvReader reader{object->value}; !reader.at_end();) {
        const auto part = reader.next();
        if (!part) {
            return refused(fmt::format("the application template is cut off in octet {} "
                                       "(TS 102 221 §13.1)",
                                       reader.offset()));
        }
        if (part->tag == aid_tag) {
            entry.aid = copy_of(part->value);
        } else if (part->tag == label_tag) {
            entry.label = decode_alpha(part->value);
        } else if (part->tag == path_tag) {
            entry.path = copy_of(part->value);
        } else if (part->tag == discretionary_tag) {
            entry.discretionary = copy_of(part->value);
        }
    }
    return entry;
}

} // namespace uicc::filesystem::contents
