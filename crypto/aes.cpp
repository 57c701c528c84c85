#include "crypto/aes.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/evp.h>

namespace uicc::crypto {

Aes128Block::Aes128Block(BlockView key) : context_{openssl::make_cipher_context()}
{
    openssl::check(
        EVP_EncryptInit_ex(context_.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr),
        "EVP_EncryptInit_ex(AES-128-ECB)");
}

void Aes128Block::encrypt(BlockView in, std::span<Byte, 16> out) const
{
    int written = 0;
    openssl::check(EVP_EncryptUpdate(context_.get(), out.data(), &written, in.data(),
                                     static_cast<int>(in.size())),
                   "EVP_EncryptUpdate(AES-128-ECB)");
}

} // namespace uicc::crypto
