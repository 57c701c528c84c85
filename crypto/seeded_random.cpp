#include "crypto/seeded_random.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/hash.hpp"
#include "crypto/openssl/check.hpp"
#include "crypto/openssl/pieces.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace uicc::crypto {

SeededRandom::SeededRandom(std::uint64_t seed) : keystream_{openssl::make_cipher_context()}
{
    Bytes encoded_seed;
    codec::append_number(encoded_seed, seed, sizeof seed);
    const Sha256Digest digest = sha256(encoded_seed);
    // The first half is the key, the second half the first counter block.
    openssl::check(EVP_EncryptInit_ex(keystream_.get(), EVP_aes_128_ctr(), nullptr, digest.data(),
                                      digest.data() + digest.size() / 2),
                   "EVP_EncryptInit_ex(AES-128-CTR)");
}

void SeededRandom::fill(std::span<Byte> out)
{
    std::ranges::fill(out, Byte{0});
    openssl::for_each_piece(out, [this](Byte* piece, int size) {
        int written = 0;
        openssl::check(EVP_EncryptUpdate(keystream_.get(), piece, &written, piece, size),
                       "EVP_EncryptUpdate(AES-128-CTR)");
    });
}

} // namespace uicc::crypto
