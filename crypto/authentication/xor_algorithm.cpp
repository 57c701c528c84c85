#include "crypto/authentication/xor_algorithm.hpp"

#include <algorithm>
#include <cstddef>

namespace uicc::crypto::authentication {
namespace {

/// XDOUT
SecretBlock combine(BlockView k, BlockView rand)
{
    SecretBlock block{rand};
    for (std::size_t i = 0; i < k.size(); ++i) {
        block.data()[i] ^= k[i];
    }
    return block;
}

SecretBlock rotated(const SecretBlock& block, std::ptrdiff_t octets)
{
    SecretBlock result;
    std::ranges::rotate_copy(block, block.begin() + octets, result.begin());
    return result;
}

} // namespace

XorKeys xor_f2345(BlockView k, BlockView rand)
{
    const SecretBlock xdout = combine(k, rand);
    return {.res = xdout,
            .ck = rotated(xdout, 1),
            .ik = rotated(xdout, 2),
            .ak = SecretArray<6>{BlockView{xdout}.subspan<3, 6>()}};
}

Mac xor_f1(BlockView k, BlockView rand, SqnView sqn, AmfView amf)
{
    const SecretBlock xdout = combine(k, rand);
    Mac mac{};
    std::ranges::copy(sqn, mac.begin()); // CDOUT
    std::ranges::copy(amf, mac.begin() + sqn.size());
    for (std::size_t i = 0; i < mac.size(); ++i) {
        mac[i] ^= xdout.data()[i];
    }
    return mac;
}

GsmKeys xor_gsm(BlockView ki, BlockView rand)
{
    const SecretBlock block = combine(ki, rand);
    GsmKeys keys;
    std::copy_n(block.begin(), keys.sres.size(), keys.sres.begin());
    std::copy_n(block.begin() + keys.sres.size(), keys.kc.size(), keys.kc.begin());
    return keys;
}

} // namespace uicc::crypto::authentication
