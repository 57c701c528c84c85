#include "crypto/gba.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/hash.hpp"
#include "crypto/hmac.hpp"

#include <algorithm>
#include <string_view>

namespace uicc::crypto {
namespace {

constexpr Byte function_code = 0x01; // TS 33.220 Annex B.3

/// P || L of the generic key derivation function, TS 33.220 Annex B.2.
void append_parameter(Bytes& out, ByteView parameter)
{
    codec::append(out, parameter);
    codec::append_number(out, parameter.size(), 2);
}

ByteView octets_of(std::string_view text)
{
    return {reinterpret_cast<const Byte*>(text.data()), text.size()}; // NOLINT: ASCII
}

} // namespace

SecretArray<32> derive_naf_key(NafKey which, ByteView ks, const NafBinding& binding)
{
    Bytes input{function_code};
    append_parameter(input, octets_of(which == NafKey::External ? "gba-me" : "gba-u"));
    append_parameter(input, binding.rand);
    append_parameter(input, binding.impi);
    append_parameter(input, binding.naf_id);
    return hmac_sha256(ks, input);
}

std::array<Byte, 8> gba_mac_modification(ByteView ik)
{
    const Sha1Digest digest = sha1(ik);
    std::array<Byte, 8> modification{};
    std::copy_n(digest.begin(), modification.size(), modification.begin());
    return modification;
}

} // namespace uicc::crypto
