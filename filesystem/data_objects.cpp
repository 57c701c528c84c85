#include "filesystem/data_objects.hpp"

#include "codec/byte_writer.hpp"

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvReader;

constexpr Byte fill = 0xFF;

struct FoundObject {
    Tag tag{};
    ByteView octets{};
};

/// The object that begins at an offset.
std::optional<FoundObject> object_at(ByteView body, std::size_t offset)
{
    const ByteView rest = body.subspan(offset);
    if (rest.empty() || rest.front() == fill) {
        return std::nullopt;
    }
    TlvReader reader{rest};
    const auto object = reader.next();
    return object ? std::optional{FoundObject{object->tag, rest.first(reader.offset())}}
                  : std::nullopt;
}

template <class Visit>
void for_each_object(ByteView body, const Visit& visit)
{
    std::size_t offset = 0;
    while (const auto object = object_at(body, offset)) {
        visit(*object);
        offset += object->octets.size();
    }
}

} // namespace

std::size_t used_size(ByteView body)
{
    std::size_t size = 0;
    for_each_object(body, [&](const FoundObject& object) { size += object.octets.size(); });
    return size;
}

std::optional<ByteView> find_object(ByteView body, Tag tag)
{
    std::optional<ByteView> found;
    for_each_object(body, [&](const FoundObject& object) {
        if (object.tag == tag) {
            found = object.octets;
        }
    });
    return found;
}

Bytes object_tags(ByteView body)
{
    Bytes tags;
    for_each_object(body, [&](const FoundObject& object) { codec::append_tag(tags, object.tag); });
    return tags;
}

Bytes objects_without(ByteView body, Tag tag)
{
    Bytes objects;
    for_each_object(body, [&](const FoundObject& object) {
        if (object.tag != tag) {
            codec::append(objects, object.octets);
        }
    });
    return objects;
}

bool takes_der_only(const FileHeader& file)
{
    constexpr Tag file_details{0x84};
    constexpr Byte der_only = 0x01;
    const auto details = codec::find_value(file.proprietary, file_details).value_or(std::nullopt);
    return details && !details->empty() && (details->front() & der_only) != 0;
}

} // namespace uicc::filesystem
