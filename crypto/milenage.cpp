#include "crypto/milenage.hpp"

#include <algorithm>

namespace uicc::crypto {
namespace {

void add(SecretBlock& block, BlockView other)
{
    for (std::size_t i = 0; i < other.size(); ++i) {
        block.data()[i] ^= other[i];
    }
}

/// The block turned cyclically towards its most significant bit, TS 35.206 §2.2.
SecretBlock rotated(BlockView block, unsigned bits)
{
    const std::size_t octets = bits / 8;
    const unsigned rest = bits % 8;
    SecretBlock result;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const Byte high = block[(i + octets) % block.size()];
        const Byte low = block[(i + octets + 1) % block.size()];
        result.data()[i] = static_cast<Byte>(high << rest | low >> (8 - rest));
    }
    return result;
}

/// IN1 = SQN || AMF || SQN || AMF.
SecretBlock in1(SqnView sqn, AmfView amf)
{
    SecretBlock block;
    for (Byte* half : {block.begin(), block.begin() + SecretBlock::size() / 2}) {
        std::ranges::copy(sqn, half);
        std::ranges::copy(amf, half + sqn.size());
    }
    return block;
}

Mac mac_at(BlockView block, std::size_t offset)
{
    Mac mac{};
    std::ranges::copy(block.subspan(offset, mac.size()), mac.begin());
    return mac;
}

} // namespace

Milenage::Milenage(BlockView k, BlockView opc, const MilenageConstants& constants)
    : cipher_{k}, opc_{opc}, constants_{constants}
{}

SecretBlock Milenage::derive_opc(BlockView k, BlockView op)
{
    SecretBlock opc;
    Aes128Block{k}.encrypt(op, opc);
    add(opc, op);
    return opc;
}

Milenage::Challenge Milenage::challenge(BlockView rand) const&
{
    return {*this, rand};
}

Mac Milenage::f1(BlockView rand, SqnView sqn, AmfView amf) const
{
    return challenge(rand).f1(sqn, amf);
}

Mac Milenage::f1_star(BlockView rand, SqnView sqn, AmfView amf) const
{
    return challenge(rand).f1_star(sqn, amf);
}

MilenageKeys Milenage::f2345(BlockView rand) const
{
    return challenge(rand).f2345();
}

SecretArray<6> Milenage::f5_star(BlockView rand) const
{
    return challenge(rand).f5_star();
}

// TEMP = E_K(RAND xor OPc)
Milenage::Challenge::Challenge(const Milenage& milenage, BlockView rand)
    : milenage_{milenage}, temp_{rand}
{
    add(temp_, milenage_.opc_);
    milenage_.cipher_.encrypt(temp_, temp_);
}

Mac Milenage::Challenge::f1(SqnView sqn, AmfView amf) const
{
    return mac_at(out1(sqn, amf), 0);
}

Mac Milenage::Challenge::f1_star(SqnView sqn, AmfView amf) const
{
    return mac_at(out1(sqn, amf), 8);
}

MilenageKeys Milenage::Challenge::f2345() const
{
    const SecretBlock out2 = out(2);
    const BlockView view = out2;
    return {.res = SecretArray<8>{view.last<8>()},
            .ck = out(3),
            .ik = out(4),
            .ak = SecretArray<6>{view.first<6>()}};
}

SecretArray<6> Milenage::Challenge::f5_star() const
{
    const SecretBlock out5 = out(5);
    return SecretArray<6>{BlockView{out5}.first<6>()};
}

// OUT1 = E_K(TEMP xor rot(IN1 xor OPc, r1) xor c1) xor OPc
SecretBlock Milenage::Challenge::out1(SqnView sqn, AmfView amf) const
{
    SecretBlock input = in1(sqn, amf);
    add(input, milenage_.opc_);
    SecretBlock block = rotated(input, milenage_.constants_.r[0]);
    add(block, temp_);
    finish(block, 1);
    return block;
}

// OUTi = E_K(rot(TEMP xor OPc, ri) xor ci) xor OPc
SecretBlock Milenage::Challenge::out(std::size_t number) const
{
    SecretBlock input = temp_;
    add(input, milenage_.opc_);
    SecretBlock block = rotated(input, milenage_.constants_.r[number - 1]);
    finish(block, number);
    return block;
}

void Milenage::Challenge::finish(SecretBlock& block, std::size_t number) const
{
    add(block, milenage_.constants_.c[number - 1]);
    milenage_.cipher_.encrypt(block, block);
    add(block, milenage_.opc_);
}

} // namespace uicc::crypto
