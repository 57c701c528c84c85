#pragma once

#include <memory>

// What OpenSSL's own headers call them; declared here so that no public header includes OpenSSL.
struct evp_cipher_ctx_st; // NOLINT(readability-identifier-naming)
struct evp_md_ctx_st;     // NOLINT(readability-identifier-naming)

namespace uicc::crypto::openssl {

/// OpenSSL clears key schedules and hash states before it frees them.
struct ContextDeleter {
    void operator()(evp_cipher_ctx_st* context) const noexcept;
    void operator()(evp_md_ctx_st* context) const noexcept;
};

using CipherContext = std::unique_ptr<evp_cipher_ctx_st, ContextDeleter>;
using DigestContext = std::unique_ptr<evp_md_ctx_st, ContextDeleter>;

/// Empty contexts, never null.
[[nodiscard]] CipherContext make_cipher_context();
[[nodiscard]] DigestContext make_digest_context();

} // namespace uicc::crypto::openssl
