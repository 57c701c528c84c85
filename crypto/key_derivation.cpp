#include "crypto/key_derivation.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/openssl/check.hpp"
#include "crypto/openssl/contexts.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace uicc::crypto {
namespace {

struct FreeKdf {
    void operator()(EVP_KDF* kdf) const noexcept { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const noexcept { EVP_KDF_CTX_free(context); }
};

OSSL_PARAM text_parameter(const char* name, std::string& text)
{
    return OSSL_PARAM_construct_utf8_string(name, text.data(), 0);
}

/// OpenSSL takes octets to read as if it might write them.
OSSL_PARAM octets_parameter(const char* name, const void* octets, std::size_t size)
{
    return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(octets), size); // NOLINT
}

/// The parameters end with OSSL_PARAM_construct_end().
SecureBytes derive(const char* function, std::span<const OSSL_PARAM> parameters, std::size_t size)
{
    const std::unique_ptr<EVP_KDF, FreeKdf> kdf{EVP_KDF_fetch(nullptr, function, nullptr)};
    openssl::check(kdf ? 1 : 0, "EVP_KDF_fetch");
    const std::unique_ptr<EVP_KDF_CTX, FreeKdf> state{EVP_KDF_CTX_new(kdf.get())};
    openssl::check(state ? 1 : 0, "EVP_KDF_CTX_new");
    SecureBytes key(size);
    openssl::check(EVP_KDF_derive(state.get(), key.data(), key.size(), parameters.data()),
                   "EVP_KDF_derive");
    return key;
}

} // namespace

SecureBytes derive_key(ByteView master_key,
                       std::string_view label,
                       std::string_view context,
                       std::size_t size)
{
    std::string mac = "HMAC";
    std::string digest = "SHA256";
    const std::array parameters{
        text_parameter(OSSL_KDF_PARAM_MAC, mac),
        text_parameter(OSSL_KDF_PARAM_DIGEST, digest),
        octets_parameter(OSSL_KDF_PARAM_KEY, master_key.data(), master_key.size()),
        octets_parameter(OSSL_KDF_PARAM_SALT, label.data(), label.size()),
        octets_parameter(OSSL_KDF_PARAM_INFO, context.data(), context.size()),
        OSSL_PARAM_construct_end(),
    };
    return derive("KBKDF", parameters, size);
}

SecureBytes derive_key_x963(ByteView secret, ByteView shared_info, std::size_t size)
{
    std::string digest = "SHA256";
    const std::array parameters{
        text_parameter(OSSL_KDF_PARAM_DIGEST, digest),
        octets_parameter(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
        octets_parameter(OSSL_KDF_PARAM_INFO, shared_info.data(), shared_info.size()),
        OSSL_PARAM_construct_end(),
    };
    return derive("X963KDF", parameters, size);
}

SecureBytes derive_key_by_hash(HashFunction hash,
                               ByteView secret,
                               std::uint32_t counter,
                               std::size_t size)
{
    const EVP_MD* const function = hash == HashFunction::Sha1 ? EVP_sha1() : EVP_sha256();
    SecureBytes key(static_cast<std::size_t>(EVP_MD_get_size(function)));
    if (size > key.size()) {
        throw std::invalid_argument{"key derivation: more octets than the digest has"};
    }
    Bytes counter_octets;
    codec::append_number(counter_octets, counter, 4);
    const openssl::DigestContext context = openssl::make_digest_context();
    openssl::check(EVP_DigestInit_ex(context.get(), function, nullptr), "EVP_DigestInit_ex");
    openssl::check(EVP_DigestUpdate(context.get(), secret.data(), secret.size()),
                   "EVP_DigestUpdate");
    openssl::check(EVP_DigestUpdate(context.get(), counter_octets.data(), counter_octets.size()),
                   "EVP_DigestUpdate");
    openssl::check(EVP_DigestFinal_ex(context.get(), key.data(), nullptr), "EVP_DigestFinal_ex");
    key.resize(size);
    return key;
}

} // namespace uicc::crypto
