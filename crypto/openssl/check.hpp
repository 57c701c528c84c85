#pragma once

namespace uicc::crypto::openssl {

/// Throws CryptoFailure unless an OpenSSL call returned 1. `call` names it in the message.
void check(int result, const char* call);

} // namespace uicc::crypto::openssl
