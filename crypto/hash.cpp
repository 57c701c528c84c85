#include "crypto/hash.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/evp.h>

namespace uicc::crypto {

Sha1Digest sha1(ByteView octets)
{
    Sha1Digest digest{};
    openssl::check(
        EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha1(), nullptr),
        "EVP_Digest(SHA-1)");
    return digest;
}

Sha256Digest sha256(ByteView octets)
{
    Sha256Digest digest{};
    openssl::check(
        EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha256(), nullptr),
        "EVP_Digest(SHA-256)");
    return digest;
}

void shake256(ByteView octets, std::span<Byte> out)
{
    const auto context = openssl::make_digest_context();
    openssl::check(EVP_DigestInit_ex(context.get(), EVP_shake256(), nullptr),
                   "EVP_DigestInit_ex(SHAKE256)");
    openssl::check(EVP_DigestUpdate(context.get(), octets.data(), octets.size()),
                   "EVP_DigestUpdate(SHAKE256)");
    openssl::check(EVP_DigestFinalXOF(context.get(), out.data(), out.size()),
                   "EVP_DigestFinalXOF(SHAKE256)");
}

Sha256::Sha256() : context_{openssl::make_digest_context()}
{
    start();
}

void Sha256::start()
{
    openssl::check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr),
                   "EVP_DigestInit_ex(SHA-256)");
}

void Sha256::update(ByteView octets)
{
    openssl::check(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()),
                   "EVP_DigestUpdate(SHA-256)");
}

Sha256Digest Sha256::finish()
{
    Sha256Digest digest{};
    openssl::check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr),
                   "EVP_DigestFinal_ex(SHA-256)");
    start();
    return digest;
}

} // namespace uicc::crypto
