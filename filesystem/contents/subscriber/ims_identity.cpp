#include "filesystem/contents/subscriber/ims_identity.hpp"

#include "codec/ber_tlv.hpp"
#include "codec/byte_writer.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <array>

namespace uicc::filesystem::contents {
namespace {

using codec::Tag;

constexpr Tag identity_tag{0x80};
constexpr std::size_t longest = 0xFFFF;

enum class AddressType : Byte { DomainName = 0x00, Ipv4 = 0x01, Ipv6 = 0x02 };

Bytes object_of(ByteView value)
{
    Bytes object;
    codec::append_tlv(object, identity_tag, value);
    return object;
}

ByteView octets_of(std::string_view text)
{
    return {reinterpret_cast<const Byte*>(text.data()), text.size()}; // NOLINT: text as octets
}

std::string text_of(ByteView octets)
{
    return {octets.begin(), octets.end()};
}

Result<ByteView, ContentError> value_of(ByteView octets)
{
    const auto object = codec::TlvReader{octets}.next();
    if (!object || object->tag != identity_tag) {
        return refused("an object of tag 80 is expected (TS 31.103 §4.2)");
    }
    return object->value;
}

/// The octets of a numeric address, none when the text is not one of this family.
template <int family, std::size_t size>
Bytes numeric(const std::string& text)
{
    Bytes octets(size);
    return inet_pton(family, text.c_str(), octets.data()) == 1 ? octets : Bytes{};
}

template <int family, std::size_t size>
Result<std::string, ContentError> numeric_text(ByteView octets)
{
    if (octets.size() != size) {
        return refused(fmt::format("an IP address of this type takes {} octets, not {} "
                                   "(TS 31.103 §4.2.8)",
                                   size, octets.size()));
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(family, octets.data(), text.data(), text.size());
    return std::string{text.data()};
}

Bytes address_of(AddressType type, ByteView address)
{
    Bytes value{static_cast<Byte>(type)};
    codec::append(value, address);
    return object_of(value);
}

} // namespace

Result<Bytes, ContentError> encode_ims_text(std::string_view text)
{
    if (text.empty() || text.size() > longest) {
        return refused(fmt::format("1 to {} octets are expected, not {} (TS 31.103 §4.2)", longest,
                                   text.size()));
    }
    return object_of(octets_of(text));
}

Result<std::string, ContentError> decode_ims_text(ByteView octets)
{
    return text_of(TRY(value_of(octets)));
}

Result<Bytes, ContentError> encode_network_address(std::string_view address)
{
    const std::string text{address};
    if (text.empty() || text.size() > longest || text.find('\0') != std::string::npos) {
        return refused("an IP address or a domain name is expected (TS 31.103 §4.2.8)");
    }
    if (const Bytes octets = numeric<AF_INET, 4>(text); !octets.empty()) {
        return address_of(AddressType::Ipv4, octets);
    }
    if (const Bytes octets = numeric<AF_INET6, 16>(text); !octets.empty()) {
        return address_of(AddressType::Ipv6, octets);
    }
    if (text.find(':') != std::string::npos) {
        return refused(fmt::format("\"{}\" is neither an IP address nor a domain name "
                                   "(TS 31.103 §4.2.8)",
                                   text));
    }
    return address_of(AddressType::DomainName, octets_of(text));
}

Result<std::string, ContentError> decode_network_address(ByteView octets)
{
    const ByteView value = TRY(value_of(octets));
    if (value.empty()) {
        return refused("the address lacks its type (TS 31.103 §4.2.8)");
    }
    switch (AddressType{value[0]}) {
    case AddressType::DomainName:
        return text_of(value.subspan(1));
    case AddressType::Ipv4:
        return numeric_text<AF_INET, 4>(value.subspan(1));
    case AddressType::Ipv6:
        return numeric_text<AF_INET6, 16>(value.subspan(1));
    }
    return refused(fmt::format("{:02X} is no type of address (TS 31.103 §4.2.8)", value[0]));
}

} // namespace uicc::filesystem::contents
