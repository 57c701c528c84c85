#include "crypto/aes_cipher.hpp"

#include "crypto/openssl/block_cipher.hpp"

#include <openssl/evp.h>

namespace uicc::crypto {
namespace {

using openssl::Direction;

const EVP_CIPHER* cbc_for(ByteView key)
{
    switch (key.size()) {
    case 16:
        return EVP_aes_128_cbc();
    case 24:
        return EVP_aes_192_cbc();
    case 32:
        return EVP_aes_256_cbc();
    default:
        return nullptr;
    }
}

} // namespace

Bytes aes_cbc_encrypt(ByteView key, BlockView iv, ByteView plain)
{
    Bytes cipher(plain.size());
    openssl::run_cipher({cbc_for(key), key, iv}, Direction::Encrypt, plain, cipher);
    return cipher;
}

SecureBytes aes_cbc_decrypt(ByteView key, BlockView iv, ByteView cipher)
{
    SecureBytes plain(cipher.size());
    openssl::run_cipher({cbc_for(key), key, iv}, Direction::Decrypt, cipher, plain);
    return plain;
}

Block aes_encrypt_block(ByteView key, BlockView plain)
{
    Block cipher{}; // in CBC mode, the first block behind a zero vector is by itself
    openssl::run_cipher({cbc_for(key), key, Block{}}, Direction::Encrypt, plain, cipher);
    return cipher;
}

} // namespace uicc::crypto
