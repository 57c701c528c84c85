#include "filesystem/contents/subscriber/service_provider_name.hpp"

#include "codec/byte_writer.hpp"
#include "filesystem/contents/text/alpha_identifier.hpp"

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t name_size = 16;
constexpr Byte show_bit = 0x01;
constexpr Byte hide_bit = 0x02;

} // namespace

Result<Bytes, ContentError> encode_spn(const ServiceProviderName& spn)
{
    Bytes body{
        static_cast<Byte>((spn.show_in_hplmn ? show_bit : 0) | (spn.hide_in_oplmn ? hide_bit : 0))};
    codec::append(body, TRY(encode_alpha(spn.name, name_size)));
    body.resize(1 + name_size, Byte{0xFF});
    return body;
}

Result<ServiceProviderName, ContentError> decode_spn(ByteView body)
{
    if (body.size() != 1 + name_size) {
        return refused("a service provider name takes 17 octets (TS 31.102 §4.2.12)");
    }
    return ServiceProviderName{
        .name = decode_alpha(body.subspan(1)),
        .show_in_hplmn = (body[0] & show_bit) != 0,
        .hide_in_oplmn = (body[0] & hide_bit) != 0,
    };
}

} // namespace uicc::filesystem::contents
