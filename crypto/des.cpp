#include "crypto/des.hpp"

#include "crypto/openssl/block_cipher.hpp"
#include "crypto/secret_array.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace uicc::crypto {
namespace {

using openssl::Direction;

const EVP_CIPHER* cbc_for(ByteView key)
{
    return key.size() == 16 ? EVP_des_ede_cbc() : EVP_des_ede3_cbc();
}

const EVP_CIPHER* ecb_for(ByteView key)
{
    return key.size() == 16 ? EVP_des_ede_ecb() : EVP_des_ede3_ecb();
}

/// Encryption, decryption, encryption with one key are single DES, which OpenSSL 3 has put aside.
SecretArray<16> twice(DesBlockView key)
{
    SecretArray<16> doubled;
    std::ranges::copy(key, std::ranges::copy(key, doubled.begin()).out);
    return doubled;
}

/// What CBC mode chains on to the block behind `octets`.
DesBlock chained(DesBlockView iv, ByteView octets)
{
    DesBlock last{};
    std::ranges::copy(octets.empty() ? ByteView{iv} : octets.last(last.size()), last.begin());
    return last;
}

} // namespace

Bytes triple_des_cbc_encrypt(ByteView key, DesBlockView iv, ByteView plain)
{
    Bytes cipher(plain.size());
    openssl::run_cipher({cbc_for(key), key, iv}, Direction::Encrypt, plain, cipher);
    return cipher;
}

SecureBytes triple_des_cbc_decrypt(ByteView key, DesBlockView iv, ByteView cipher)
{
    SecureBytes plain(cipher.size());
    openssl::run_cipher({cbc_for(key), key, iv}, Direction::Decrypt, cipher, plain);
    return plain;
}

Bytes triple_des_ecb_encrypt(ByteView key, ByteView plain)
{
    Bytes cipher(plain.size());
    openssl::run_cipher({ecb_for(key), key, {}}, Direction::Encrypt, plain, cipher);
    return cipher;
}

SecureBytes triple_des_ecb_decrypt(ByteView key, ByteView cipher)
{
    SecureBytes plain(cipher.size());
    openssl::run_cipher({ecb_for(key), key, {}}, Direction::Decrypt, cipher, plain);
    return plain;
}

void set_odd_parity(std::span<Byte> key)
{
    for (Byte& octet : key) {
        const Byte bits = octet & 0xFEU;
        octet = static_cast<Byte>(bits | (std::popcount(bits) % 2 == 0 ? 1U : 0U));
    }
}

DesBlock des_encrypt_block(DesBlockView key, DesBlockView plain)
{
    DesBlock cipher{};
    openssl::run_cipher({EVP_des_ede_ecb(), twice(key), {}}, Direction::Encrypt, plain, cipher);
    return cipher;
}

DesBlock retail_mac(std::span<const Byte, 16> key, DesBlockView iv, ByteView padded)
{
    if (padded.empty()) {
        throw std::invalid_argument{"retail MAC: nothing, not even padding"};
    }
    const ByteView front = padded.first(padded.size() - std::min(padded.size(), iv.size()));
    const Bytes chain = triple_des_cbc_encrypt(twice(key.first<8>()), iv, front);
    DesBlock mac{};
    openssl::run_cipher({EVP_des_ede_cbc(), key, chained(iv, chain)}, Direction::Encrypt,
                        padded.subspan(front.size()), mac);
    return mac;
}

} // namespace uicc::crypto
