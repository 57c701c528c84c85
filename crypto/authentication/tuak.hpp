#pragma once

#include "codec/secure_bytes.hpp"
#include "crypto/milenage.hpp"

#include <cstddef>

namespace uicc::crypto::authentication {

using Top = std::span<const Byte, 32>;

/// Octets of what TUAK computes, TS 35.231 §5.
struct TuakSizes {
    std::size_t mac = 8; ///< 8, 16 or 32
    std::size_t res = 8; ///< 4, 8, 16 or 32
    std::size_t ck = 16; ///< 16 or 32
    std::size_t ik = 16; ///< 16 or 32
};

/// What RAND alone decides.
struct TuakKeys {
    SecureBytes res{};
    SecureBytes ck{};
    SecureBytes ik{};
    SecretArray<6> ak{};
};

/// The authentication functions of TS 35.231 under one subscriber key of 16 or 32 octets. They are
/// keyed Keccak-f[1600], repeated `iterations` times. Wrong sizes throw std::invalid_argument.
class Tuak {
public:
    Tuak(ByteView k, Top topc, const TuakSizes& sizes = {}, unsigned iterations = 1);

    [[nodiscard]] static SecretArray<32> derive_topc(ByteView k, Top top, unsigned iterations = 1);

    [[nodiscard]] Bytes f1(BlockView rand, SqnView sqn, AmfView amf) const;
    [[nodiscard]] Bytes f1_star(BlockView rand, SqnView sqn, AmfView amf) const;
    [[nodiscard]] TuakKeys f2345(BlockView rand) const;
    [[nodiscard]] SecretArray<6> f5_star(BlockView rand) const;

private:
    [[nodiscard]] Bytes mac(Byte instance, BlockView rand, SqnView sqn, AmfView amf) const;

    SecureBytes k_;
    SecretArray<32> topc_;
    TuakSizes sizes_;
    unsigned iterations_;
};

} // namespace uicc::crypto::authentication
