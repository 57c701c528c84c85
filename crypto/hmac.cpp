#include "crypto/hmac.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/evp.h>

namespace uicc::crypto {

SecretArray<32> hmac_sha256(ByteView key, ByteView octets)
{
    SecretArray<32> mac;
    std::size_t written = 0;
    const unsigned char* const result =
        EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                  octets.data(), octets.size(), mac.data(), mac.size(), &written);
    openssl::check(result != nullptr && written == mac.size() ? 1 : 0, "EVP_Q_mac(HMAC-SHA-256)");
    return mac;
}

} // namespace uicc::crypto
