#pragma once

#include "codec/bytes.hpp"

#include <cstdint>
#include <memory>

namespace uicc::bench {

/// Makes AUTHENTICATE commands (3G context) with ever fresh sequence numbers for the test USIM of
/// the default profile: K and OPc of 3GPP TS 35.208 test set 1.
class AuthenticationRequests {
public:
    AuthenticationRequests();
    ~AuthenticationRequests();
    AuthenticationRequests(const AuthenticationRequests&) = delete;
    AuthenticationRequests& operator=(const AuthenticationRequests&) = delete;
    AuthenticationRequests(AuthenticationRequests&&) = delete;
    AuthenticationRequests& operator=(AuthenticationRequests&&) = delete;

    [[nodiscard]] Bytes next();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace uicc::bench
