#include "filesystem/fcp.hpp"
#include "filesystem/fcp_template.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace uicc::test {
namespace {

/// Where CREATE FILE asks for more than RESIZE FILE.
bool makes_a_file(const filesystem::FileControl& control)
{
    constexpr std::size_t most_records = 0xFE;
    const auto& header = control.header;
    const bool records_fit =
        !header.has_records() || header.record_length == 0 || header.record_count() <= most_records;
    return control.has(codec::Tag{0x82}) && !header.security.value.empty() && records_fit;
}

} // namespace
} // namespace uicc::test

/// What CREATE FILE takes from a template is what SELECT says of the new file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    const ByteView octets{data, size};
    const auto read = filesystem::read_fcp_template(octets);
    test::require(read || !read.error().empty());
    const auto decoded = filesystem::decode_fcp(octets);
    test::require(decoded || !decoded.error().what.empty());
    if (!decoded || !test::makes_a_file(*decoded)) {
        return 0;
    }
    const auto& header = decoded->header;
    const Bytes shown = filesystem::encode_fcp(header, {});
    const auto again = filesystem::decode_fcp(shown);
    test::require(again.has_value());
    test::require(again->header.kind == header.kind && again->header.fid == header.fid);
    test::require(again->header.structure == header.structure);
    test::require(again->header.record_length == header.record_length);
    return 0;
}
