#include "crypto/gsm_conversion.hpp"

namespace uicc::crypto {
namespace {

/// Xors `octets` into `folded`, beginning again at its start whenever its end is reached.
void fold(std::span<Byte> folded, ByteView octets)
{
    for (std::size_t i = 0; i < octets.size(); ++i) {
        folded[i % folded.size()] ^= octets[i];
    }
}

} // namespace

std::array<Byte, 4> c2(ByteView res)
{
    std::array<Byte, 4> sres{};
    fold(sres, res);
    return sres;
}

SecretArray<8> c3(ByteView ck, ByteView ik)
{
    SecretArray<8> kc;
    fold(kc, ck);
    fold(kc, ik);
    return kc;
}

} // namespace uicc::crypto
