#include "filesystem/contents/subscriber/access_class.hpp"

#include "codec/byte_writer.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr unsigned class_count = 16;
constexpr unsigned emergency_class = 10;

} // namespace

Result<Bytes, ContentError> encode_access_classes(std::span<const unsigned> classes)
{
    unsigned bits = 0;
    for (const unsigned number : classes) {
        if (number >= class_count || number == emergency_class) {
            return refused(fmt::format("{} is no access class, they are 0 to 9 and 11 to 15 "
                                       "(TS 31.102 §4.2.15)",
                                       number));
        }
        bits |= 1U << number;
    }
    Bytes body;
    codec::append_number(body, bits, 2);
    return body;
}

Result<std::vector<unsigned>, ContentError> decode_access_classes(ByteView body)
{
    if (body.size() != 2) {
        return refused("access classes take two octets (TS 31.102 §4.2.15)");
    }
    const unsigned bits = static_cast<unsigned>(body[0]) << 8U | body[1];
    std::vector<unsigned> classes;
    for (unsigned number = 0; number < class_count; ++number) {
        if ((bits >> number & 1U) != 0) {
            classes.push_back(number);
        }
    }
    return classes;
}

} // namespace uicc::filesystem::contents
