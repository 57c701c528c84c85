#include "filesystem/data_objects.hpp"
#include "tests/fuzz/fuzz_target.hpp"

/// Two octets are the tag that is looked for; the others are the body of a BER-TLV EF.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    if (size < 2) {
        return 0;
    }
    const codec::Tag tag{
        static_cast<std::uint32_t>(data[0] == 0 ? data[1] : data[0] << 8 | data[1])};
    const ByteView body{data + 2, size - 2};
    const std::size_t used = filesystem::used_size(body);
    const auto found = filesystem::find_object(body, tag);
    const Bytes others = filesystem::objects_without(body, tag);
    test::require(used <= body.size());
    test::require(found ? others.size() + found->size() <= used : others.size() == used);
    test::require(filesystem::used_size(others) == others.size());
    test::require(filesystem::object_tags(others).size() <= filesystem::object_tags(body).size());
    return 0;
}
