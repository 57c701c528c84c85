#include "emulator/applications/identity/suci.hpp"

#include "codec/bcd.hpp"
#include "codec/byte_writer.hpp"
#include "crypto/suci.hpp"
#include "filesystem/contents/network/plmn.hpp"

#include <fmt/format.h>

namespace uicc::emulator::applications::identity {
namespace {

using crypto::ConcealedIdentifier;
using filesystem::contents::ProtectionScheme;

// Octet 4 of the 5GS mobile identity: SUPI format in bits 5 to 7, type SUCI.
constexpr Byte suci_of_an_imsi = 0x01;
constexpr Byte suci_of_a_network_specific_identifier = 0x11;
constexpr std::size_t mcc_length = 3;
constexpr std::size_t routing_indicator_size = 2;

std::optional<ConcealedIdentifier> conceal(const Protection& protection,
                                           ByteView identifier,
                                           crypto::RandomSource& random)
{
    using crypto::AgreementCurve;
    const auto curve = protection.scheme == ProtectionScheme::ProfileA ? AgreementCurve::X25519
                                                                       : AgreementCurve::Secp256r1;
    return crypto::conceal_identifier(curve, protection.key, identifier, random);
}

std::string hex(ByteView octets)
{
    std::string digits;
    for (const Byte octet : octets) {
        digits += fmt::format("{:02x}", octet);
    }
    return digits;
}

Bytes with_octet_4(Byte octet, ByteView rest)
{
    Bytes identity{octet};
    codec::append(identity, rest);
    return identity;
}

ByteView octets_of(std::string_view text)
{
    return {reinterpret_cast<const Byte*>(text.data()), text.size()}; // NOLINT: UTF-8
}

} // namespace

std::optional<Bytes> suci_of_imsi(std::string_view imsi,
                                  std::size_t mnc_length,
                                  const Protection& protection,
                                  crypto::RandomSource& random)
{
    Bytes identity{suci_of_an_imsi};
    codec::append(identity, filesystem::contents::encode_plmn(
                                {.mcc = std::string{imsi.substr(0, mcc_length)},
                                 .mnc = std::string{imsi.substr(mcc_length, mnc_length)}}));
    Bytes routing = codec::to_swapped_bcd(protection.routing_indicator).value_or(Bytes{});
    routing.resize(routing_indicator_size, Byte{0xFF});
    codec::append(identity, routing);
    identity.push_back(static_cast<Byte>(protection.scheme));
    identity.push_back(protection.key_identifier);
    const Bytes msin =
        codec::to_swapped_bcd(imsi.substr(mcc_length + mnc_length)).value_or(Bytes{});
    if (protection.scheme == ProtectionScheme::Null) {
        codec::append(identity, msin);
        return identity;
    }
    const auto concealed = conceal(protection, msin, random);
    if (!concealed) {
        return std::nullopt;
    }
    codec::append(identity, concealed->ephemeral_key);
    codec::append(identity, concealed->ciphertext);
    codec::append(identity, concealed->tag);
    return identity;
}

std::optional<Bytes> suci_of_nai(std::string_view nai,
                                 const Protection& protection,
                                 crypto::RandomSource& random)
{
    const std::string_view username = nai.substr(0, nai.rfind('@'));
    const std::string_view realm = nai.substr(username.size()); // with its @
    std::string suci = fmt::format("type1.rid{}.schid{}.", protection.routing_indicator,
                                   static_cast<unsigned>(protection.scheme));
    if (protection.scheme == ProtectionScheme::Null) {
        suci += fmt::format("userid{}{}", username, realm);
        return with_octet_4(suci_of_a_network_specific_identifier, octets_of(suci));
    }
    const auto concealed = conceal(protection, octets_of(username), random);
    if (!concealed) {
        return std::nullopt;
    }
    suci += fmt::format("hnkey{}.ecckey{}.cip{}.mac{}{}", protection.key_identifier,
                        hex(concealed->ephemeral_key), hex(concealed->ciphertext),
                        hex(concealed->tag), realm);
    return with_octet_4(suci_of_a_network_specific_identifier, octets_of(suci));
}

} // namespace uicc::emulator::applications::identity
