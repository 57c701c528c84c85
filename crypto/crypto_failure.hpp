#pragma once

#include <stdexcept>

namespace uicc::crypto {

/// OpenSSL is broken or forbids an algorithm on this machine. Never thrown for the data given: a
/// wrong MAC, for instance, is a value. The text names the call and OpenSSL's reason, no octets.
class CryptoFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace uicc::crypto
