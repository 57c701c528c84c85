#include "codec/ber_tlv.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace uicc::test {
namespace {

constexpr unsigned deepest = 64;

bool is_constructed(codec::Tag tag)
{
    auto first = static_cast<std::uint32_t>(tag);
    while (first > 0xFF) {
        first >>= 8;
    }
    return (first & 0x20) != 0;
}

/// What was read is written in no more octets than it came in, and is read back as the same.
void check(const codec::TlvObject& object, std::size_t consumed)
{
    Bytes written;
    codec::append_tlv(written, object.tag, object.value);
    require(written.size() <= consumed);
    codec::TlvReader reader{written};
    const auto again = reader.next();
    require(again && reader.at_end() && again->tag == object.tag);
    require(Bytes(again->value.begin(), again->value.end()) ==
            Bytes(object.value.begin(), object.value.end()));
}

void walk(ByteView octets, unsigned depth)
{
    codec::TlvReader reader{octets};
    while (!reader.at_end()) {
        const std::size_t before = reader.offset();
        const auto object = reader.next();
        if (!object) {
            return;
        }
        check(*object, reader.offset() - before);
        if (is_constructed(object->tag) && depth < deepest) {
            walk(object->value, depth + 1);
        }
    }
}

} // namespace
} // namespace uicc::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    uicc::test::walk({data, size}, 0);
    return 0;
}
