#include "crypto/openssl/block_cipher.hpp"

#include "crypto/openssl/check.hpp"
#include "crypto/openssl/contexts.hpp"
#include "crypto/openssl/pieces.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace uicc::crypto::openssl {
namespace {

std::size_t as_size(int count)
{
    return static_cast<std::size_t>(count);
}

void check_sizes(const KeyedCipher& keyed, ByteView in, std::span<Byte> out)
{
    const EVP_CIPHER* const cipher = keyed.cipher;
    if (cipher == nullptr || keyed.key.size() != as_size(EVP_CIPHER_get_key_length(cipher)) ||
        keyed.iv.size() != as_size(EVP_CIPHER_get_iv_length(cipher))) {
        throw std::invalid_argument{"block cipher: wrong size of key or initial vector"};
    }
    if (in.size() % as_size(EVP_CIPHER_get_block_size(cipher)) != 0 || in.size() != out.size()) {
        throw std::invalid_argument{"block cipher: not whole blocks"};
    }
}

} // namespace

void run_cipher(const KeyedCipher& keyed, Direction direction, ByteView in, std::span<Byte> out)
{
    check_sizes(keyed, in, out);
    const CipherContext context = make_cipher_context();
    check(EVP_CipherInit_ex(context.get(), keyed.cipher, nullptr, keyed.key.data(), keyed.iv.data(),
                            static_cast<int>(direction)),
          "EVP_CipherInit_ex");
    check(EVP_CIPHER_CTX_set_padding(context.get(), 0), "EVP_CIPHER_CTX_set_padding");
    std::ranges::copy(in, out.begin());
    for_each_piece(out, [&context](Byte* octets, int size) {
        int written = 0;
        check(EVP_CipherUpdate(context.get(), octets, &written, octets, size), "EVP_CipherUpdate");
    });
}

} // namespace uicc::crypto::openssl
