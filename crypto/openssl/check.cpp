#include "crypto/openssl/check.hpp"

#include "crypto/crypto_failure.hpp"

#include <openssl/err.h>

#include <string>

namespace uicc::crypto::openssl {

void check(int result, const char* call)
{
    if (result == 1) {
        return;
    }
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    throw CryptoFailure{std::string{call} + ": " +
                        (reason == nullptr ? "no reason given" : reason)};
}

} // namespace uicc::crypto::openssl
