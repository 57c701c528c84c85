#include "crypto/openssl/contexts.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/evp.h>

namespace uicc::crypto::openssl {

void ContextDeleter::operator()(evp_cipher_ctx_st* context) const noexcept
{
    EVP_CIPHER_CTX_free(context);
}

void ContextDeleter::operator()(evp_md_ctx_st* context) const noexcept
{
    EVP_MD_CTX_free(context);
}

CipherContext make_cipher_context()
{
    CipherContext context{EVP_CIPHER_CTX_new()};
    check(context != nullptr ? 1 : 0, "EVP_CIPHER_CTX_new");
    return context;
}

DigestContext make_digest_context()
{
    DigestContext context{EVP_MD_CTX_new()};
    check(context != nullptr ? 1 : 0, "EVP_MD_CTX_new");
    return context;
}

} // namespace uicc::crypto::openssl
