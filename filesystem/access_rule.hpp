#pragma once

#include "codec/result.hpp"
#include "filesystem/file.hpp"

#include <optional>
#include <string>
#include <string_view>
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

    /// Whether there is such a key, for the card or for the application.
    [[nodiscard]] virtual bool has_key(KeyReference /*reference*/) const { return true; }

    /// The key that a compact condition means by "user authentication" without naming one: that of
    /// a security environment, or of none (0).
    [[nodiscard]] virtual std::optional<KeyReference> implied_key(Byte /*environment*/) const
    {
        return std::nullopt;
    }

    /// What keeps a key from being satisfied, to stand behind its name; no secrets.
    [[nodiscard]] virtual std::string state_of(KeyReference /*reference*/) const
    {
        return "has not been verified";
    }
};

/// The command that asks, as it looks on the basic channel and without secure messaging.
struct CommandHeader {
    Byte cla = 0;
    Byte ins = 0;
    Byte p1 = 0;
    Byte p2 = 0;
};

/// What is to be done with a file, and by which command. Without a command, descriptions of
/// commands in rules are compared with the one instruction that does it, if there is only one.
struct Operation {
    AccessMode mode{};
    std::optional<CommandHeader> command{};

    Operation(AccessMode what) : mode{what} {}
    Operation(AccessMode what, const CommandHeader& by) : mode{what}, command{by} {}
};

/// "read", "create an EF"; as explanations name it.
[[nodiscard]] std::string_view name_of(AccessMode mode) noexcept;

/// Why an access is refused; for the trace, the terminal sees only 6982.
struct Denial {
    enum class Reason {
        NoRule,           ///< no rule covers the operation
        Never,            ///< the rule says NEVER
        Excluded,         ///< what a NOT excludes is the case
        KeyMissing,       ///< one of `missing_keys` has to be verified
        KeyUnknown,       ///< the rule asks for a key that does not exist
        NotProtected,     ///< secure messaging or an authentication of the terminal is missing
        OtherEnvironment, ///< the rule is for a security environment that is not the current one
        NotReachable,     ///< the EF.ARR or the record that the file names does not exist
        Malformed,        ///< the rule cannot be decoded
        Unsupported,      ///< the condition is of a kind that nobody can satisfy
    };

    Reason reason = Reason::NoRule;
    bool is_understood = true; ///< all of the condition; else a NOT around it does not hold either
    std::vector<KeyReference> missing_keys{};
    std::string_view detail{}; ///< what is malformed or cannot be reached
    std::string source{};      ///< where the rule stands: "EF.ARR (6F06) record 3"; empty: unknown
    std::string needed{};      ///< what it asks for: "PIN1 (01) or ADM1 (0A)"
    std::string rule{};        ///< what it says: "read: PIN1 or ADM1"
    std::string state{};       ///< of the missing keys: "PIN1 has not been verified"
};

/// Evaluates rules coded like a record of EF.ARR, FF fill behind them included,
/// TS 102 221 §9.2.4 and Tables 9.1 to 9.7. Anything malformed denies, wherever it stands.
[[nodiscard]] Result<void, Denial> decide(ByteView rules,
                                          const Operation& operation,
                                          const SecurityStatus& status);

/// The same for rules in the compact format: an AM byte and one security condition octet for each
/// of its bits b7 to b1 that is set, any number of times. TS 102 221 §9.2.6, ISO/IEC 7816-4
/// §9.3.3.
[[nodiscard]] Result<void, Denial> decide_compact(ByteView rules,
                                                  const Operation& operation,
                                                  const SecurityStatus& status);

} // namespace uicc::filesystem
