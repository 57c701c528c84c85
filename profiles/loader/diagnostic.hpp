#pragma once

#include <string>

namespace uicc::profiles {

/// A mistake in a profile. Never holds a key, PIN or password.
struct Diagnostic {
    std::string file{};
    unsigned line = 0; ///< counted from 1; 0: the file as a whole
    unsigned column = 0;
    std::string message{};
    std::string clause{}; ///< of the specification that is violated, if any

    /// `file:line:column: message (clause)`
    [[nodiscard]] std::string to_string() const;

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

} // namespace uicc::profiles
