#include "crypto/openssl_random.hpp"

#include "crypto/openssl/check.hpp"
#include "crypto/openssl/pieces.hpp"

#include <openssl/rand.h>

namespace uicc::crypto {

void OpenSslRandom::fill(std::span<Byte> out)
{
    openssl::for_each_piece(
        out, [](Byte* piece, int size) { openssl::check(RAND_bytes(piece, size), "RAND_bytes"); });
}

} // namespace uicc::crypto
