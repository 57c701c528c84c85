#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace uicc::daemon::client {

/// What a client of cards has to get right. Each can be broken on purpose, to see who notices.
enum class Rule : std::size_t {
    // finding
    TrustDirPath,
    NoDirNeeded,
    AidOnly,
    GiveUpWithoutChannel,
    KeepChannelOpen,
    BasicChannelOnly,
    LowChannelsOnly,
    Ignore61xx,
    Ignore6cxx,
    SelectP2Zero,
    Fcp62Only,
    NoFill,
    TokenInfoNeeded,
    StrictDirectories,
    FirstPointerOnly,
    FirstDodfOnly,
    FirstEntryOnly,
    OpaqueOnly,
    SingleOidOnly,
    FidPathOnly,
    IgnoreIndex,
    ShortLengthsOnly,
    LabelNeeded,
    // reading
    SkipPin,
    PinAlways,
    PinWithoutQuery,
    PinLoop,
    PinLastTry,
    PinWhenBlocked,
    RetryForever,
    ReadWhenDeactivated,
    OneRead,
    StopAtShortRead,
    Reject6282,
    ReadPastEnd,
    LowOffsetsOnly,
    NoReread,
    ApplyPartial,
    NoRestartAfterReset,
    ShortTimeout,
    Scp03Never,
    Scp03LowLevel,
    Scp03IgnoreCryptogram,
    Scp03IgnoreRmac,
    Scp03NoRestart,
    // contents
    AcceptMalformed,
    TrustCount,
    IgnoreVersion,
    AcceptRawTlv,
    AcceptAnyMode,
    RejectUnknownObject,
    SecurityFirst,
    AcceptOrphanServer,
    ManyBootstrapServers,
    OneServerOnly,
    MessageOnly,
    TreeOnly,
    NumberedPublicIdOnly,
    AcceptXml,
    AcceptAnyWbxmlVersion,
    RejectUnknownMo,
    ConnectivityNeeded,
    EveryMoVersion,
    EveryDuplicate,
    AcceptValueWithChildren,
    AcceptCpWithoutProvider,
    ConfigFirst,
    // from boot to boot
    RereadAlwaysApplies,
    KeepVanished,
    IgnoreChange,
    IgnoreOtherCard,
    MarkerOnly,
    Count, ///< how many there are
};

inline constexpr auto rule_count = static_cast<std::size_t>(Rule::Count);

struct RuleText {
    Rule rule{};
    std::string_view name{};
    std::string_view good{};  ///< what a client does that keeps the rule
    std::string_view basis{}; ///< card behaviours of the fault catalogue that ask for it
};

/// In the order of the enumeration.
[[nodiscard]] std::span<const RuleText> rules();

[[nodiscard]] std::optional<Rule> find_rule(std::string_view name);

/// Which rules a client breaks; by default none.
class Conduct {
public:
    void break_rule(Rule rule) { broken_.set(static_cast<std::size_t>(rule)); }
    [[nodiscard]] bool breaks(Rule rule) const { return broken_[static_cast<std::size_t>(rule)]; }
    [[nodiscard]] bool keeps(Rule rule) const { return !breaks(rule); }

private:
    std::bitset<rule_count> broken_;
};

} // namespace uicc::daemon::client
