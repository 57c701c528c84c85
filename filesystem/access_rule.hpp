#pragma once

#include "codec/result.hpp"
#include "filesystem/file.hpp"

#include <string>
#include <vector>

namespace uicc::filesystem {

/// What the session on a logical channel gives to the commands in it.
struct SecurityLevel {
    bool authenticated = false; ///< the terminal has proved that it knows a key
    bool command_mac = false;
    bool command_encryption = false;
    bool response_mac = false;
    bool response_encryption = false;
    Byte key_set = 0; ///< version number of the keys in use

    friend bool operator==(const SecurityLevel&, const SecurityLevel&) = default;
};

/// What the card knows about its user when a rule is evaluated.
class SecurityStatus {
public:
    SecurityStatus() = default;
    SecurityStatus(const SecurityStatus&) = default;
    SecurityStatus& operator=(const SecurityStatus&) = default;
    SecurityStatus(SecurityStatus&&) = default;
    SecurityStatus& operator=(SecurityStatus&&) = default;
    virtual ~SecurityStatus() = default;

    /// Verified, or disabled without a replacement, TS 102 221 §9.2.
    [[nodiscard]] virtual bool is_satisfied(KeyReference reference) const = 0;

    /// SE 01 while the application PIN is in use, SE 00 while it is disabled or replaced,
    /// TS 102 221 §9.2.7.
    [[nodiscard]] virtual Byte security_environment() const = 0;

    /// Of the session that the command came in; nothing is protected without one.
    [[nodiscard]] virtual SecurityLevel level() const { return {}; }
};

/// Why an access is refused; for the trace, the terminal sees only 6982.
struct Denial {
    enum class Reason {
        NoRule,       ///< no rule covers the operation
        Never,        ///< the rule says NEVER
        KeyMissing,   ///< one of `missing_keys` has to be verified
        NotProtected, ///< secure messaging or an authentication of the terminal is missing
        NotReachable, ///< the EF.ARR or the record that the file names does not exist
        Malformed,    ///< the rule cannot be decoded
        Unsupported,  ///< the condition is of a kind that nobody can satisfy
    };

    Reason reason = Reason::NoRule;
    std::vector<KeyReference> missing_keys{};
    std::string source{}; ///< where the rule stands: "EF.ARR record 3"; empty when nobody said
};

/// Evaluates rules coded like a record of EF.ARR, FF fill behind them included,
/// TS 102 221 §9.2.4 and Tables 9.1 to 9.7. Anything malformed denies.
[[nodiscard]] Result<void, Denial> decide(ByteView rules,
                                          AccessMode operation,
                                          const SecurityStatus& status);

} // namespace uicc::filesystem
