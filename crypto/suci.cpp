#include "crypto/suci.hpp"

#include "crypto/hmac.hpp"
#include "crypto/key_derivation.hpp"
#include "crypto/openssl/check.hpp"
#include "crypto/openssl/contexts.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace uicc::crypto {
namespace {

// Lengths of TS 33.501 Annex C.3.4.1: encryption key, initial counter block, MAC key.
constexpr std::size_t key_size = 16;
constexpr std::size_t counter_size = 16;
constexpr std::size_t mac_key_size = 32;

Bytes encrypt(ByteView key, ByteView counter, ByteView plain)
{
    const auto context = openssl::make_cipher_context();
    openssl::check(
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, key.data(), counter.data()),
        "EVP_EncryptInit_ex(AES-128-CTR)");
    Bytes ciphertext(plain.size());
    int written = 0;
    openssl::check(EVP_EncryptUpdate(context.get(), ciphertext.data(), &written, plain.data(),
                                     static_cast<int>(plain.size())),
                   "EVP_EncryptUpdate(AES-128-CTR)");
    return ciphertext;
}

} // namespace

std::optional<ConcealedIdentifier> conceal_identifier(AgreementCurve curve,
                                                      ByteView home_network_key,
                                                      ByteView identifier,
                                                      RandomSource& random)
{
    auto agreement = agree_on_key(curve, home_network_key, random);
    if (!agreement) {
        return std::nullopt;
    }
    const SecureBytes keys = derive_key_x963(agreement->shared_secret, agreement->ephemeral_key,
                                             key_size + counter_size + mac_key_size);
    const ByteView all{keys};
    ConcealedIdentifier concealed;
    concealed.ephemeral_key = std::move(agreement->ephemeral_key);
    concealed.ciphertext =
        encrypt(all.first(key_size), all.subspan(key_size, counter_size), identifier);
    const auto mac = hmac_sha256(all.last(mac_key_size), concealed.ciphertext);
    std::copy_n(mac.begin(), concealed.tag.size(), concealed.tag.begin());
    return concealed;
}

} // namespace uicc::crypto
