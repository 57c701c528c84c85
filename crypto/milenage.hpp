#pragma once

#include "crypto/aes.hpp"
#include "crypto/secret_array.hpp"

#include <array>
#include <cstddef>

namespace uicc::crypto {

using Sqn = std::array<Byte, 6>;
using SqnView = std::span<const Byte, 6>;
using AmfView = std::span<const Byte, 2>;
using Mac = std::array<Byte, 8>;

/// A block of zeros but for its last octet.
[[nodiscard]] constexpr Block block_ending_in(Byte last) noexcept
{
    Block block{};
    block.back() = last;
    return block;
}

/// What an operator may customise, TS 35.206 §5.3; by default the values of §4.1.
struct MilenageConstants {
    /// r1 to r5: rotations towards the most significant bit, in bits, modulo 128.
    std::array<Byte, 5> r{64, 0, 32, 64, 96};

    /// c1 to c5.
    std::array<Block, 5> c{block_ending_in(0), block_ending_in(1), block_ending_in(2),
                           block_ending_in(4), block_ending_in(8)};
};

/// What RAND alone decides: f2, f3, f4 and f5, in this order.
struct MilenageKeys {
    SecretArray<8> res{};
    SecretArray<16> ck{};
    SecretArray<16> ik{};
    SecretArray<6> ak{};
};

/// The authentication functions of TS 35.206 under one subscriber key. Movable; not to be used by
/// two threads at a time, nor after being moved from.
class Milenage {
public:
    class Challenge;

    Milenage(BlockView k, BlockView opc, const MilenageConstants& constants = {});

    /// OPc = E_K(OP) xor OP, TS 35.206 §4.1.
    [[nodiscard]] static SecretBlock derive_opc(BlockView k, BlockView op);

    /// Starts on one RAND; several functions of it are cheaper this way. Borrows this object.
    [[nodiscard]] Challenge challenge(BlockView rand) const&;
    [[nodiscard]] Challenge challenge(BlockView rand) const&& = delete;

    /// MAC-A of the network, to be compared in constant time.
    [[nodiscard]] Mac f1(BlockView rand, SqnView sqn, AmfView amf) const;

    /// MAC-S of a resynchronisation, where AMF is 0000 (TS 33.102 §6.3.3).
    [[nodiscard]] Mac f1_star(BlockView rand, SqnView sqn, AmfView amf) const;
    [[nodiscard]] MilenageKeys f2345(BlockView rand) const;

    /// The anonymity key that hides SQN in a resynchronisation.
    [[nodiscard]] SecretArray<6> f5_star(BlockView rand) const;

private:
    Aes128Block cipher_;
    SecretBlock opc_;
    MilenageConstants constants_;
};

/// One RAND. Costs one AES block at the start, then one per function and three for f2345.
class Milenage::Challenge {
public:
    Challenge(const Milenage& milenage, BlockView rand);

    [[nodiscard]] Mac f1(SqnView sqn, AmfView amf) const;
    [[nodiscard]] Mac f1_star(SqnView sqn, AmfView amf) const;
    [[nodiscard]] MilenageKeys f2345() const;
    [[nodiscard]] SecretArray<6> f5_star() const;

private:
    [[nodiscard]] SecretBlock out1(SqnView sqn, AmfView amf) const;
    [[nodiscard]] SecretBlock out(std::size_t number) const;
    void finish(SecretBlock& block, std::size_t number) const;

    const Milenage& milenage_;
    SecretBlock temp_;
};

} // namespace uicc::crypto
