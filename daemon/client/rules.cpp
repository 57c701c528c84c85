#include "daemon/client/rules.hpp"

#include <algorithm>
#include <array>

namespace uicc::daemon::client {
namespace {

using enum Rule;

constexpr auto table = std::to_array<RuleText>({
    // clang-format off
    {TrustDirPath, "trust-dir-path", "selects the application by its AID, the path in EF.DIR is a hint", "D03 D04"},
    {NoDirNeeded, "no-dir-needed", "finds files through EF.DIR, EF.ODF and EF.DODF, not by fixed identifiers", "D01 D02 D11 D23"},
    {AidOnly, "aid-only", "looks for DF 7F50 below the MF when the AID cannot be selected", "D10"},
    {GiveUpWithoutChannel, "give-up-without-channel", "uses the basic channel, at start-up, when no other is free", "D05"},
    {KeepChannelOpen, "keep-channel-open", "closes the channel that it opened in every case", "D02"},
    {BasicChannelOnly, "basic-channel-only", "opens a logical channel of its own", "D05"},
    {LowChannelsOnly, "low-channels-only", "codes channels from 4 on as CLA 4X", "D06"},
    {Ignore61xx, "ignore-61xx", "fetches with GET RESPONSE what 61XX announces", "D07"},
    {Ignore6cxx, "ignore-6cxx", "repeats a command with the Le that 6CXX names", "D07 R19"},
    {SelectP2Zero, "select-p2-00", "selects with P2 04 or 0C", "D08"},
    {Fcp62Only, "fcp-62-only", "accepts file control parameters with tag 62 and with tag 6F", "D09"},
    {NoFill, "no-fill", "takes FF and 00 behind the content for fill, and nothing else for absent", "D12 D17 L01 L02"},
    {TokenInfoNeeded, "token-info-needed", "does without EF.TokenInfo", "D16"},
    {StrictDirectories, "strict-directories", "passes over an entry of a directory that it cannot decode", "D15"},
    {FirstPointerOnly, "first-pointer-only", "passes over directories in EF.ODF that are not for data objects", "D13"},
    {FirstDodfOnly, "first-dodf-only", "searches every directory of data objects that EF.ODF names", "D14"},
    {FirstEntryOnly, "first-entry-only", "passes over entries of EF.DODF that it does not know", "D18 D21"},
    {OpaqueOnly, "opaque-only", "finds entries as opaqueDO and as oidDO", "D19"},
    {SingleOidOnly, "single-oid-only", "recognises an object identifier that is wrapped twice", "D20"},
    {FidPathOnly, "fid-path-only", "follows paths of two octets, from 7FFF, and from the MF", "D23"},
    {IgnoreIndex, "ignore-index", "honours index and length of a path", "D23"},
    {ShortLengthsOnly, "short-lengths-only", "accepts lengths in long form where the short one would do", "D25"},
    {LabelNeeded, "label-needed", "finds entries by their object identifier, whatever their label", "D24"},
    {SkipPin, "skip-pin", "presents the PIN when a file asks for it", "R02"},
    {PinAlways, "pin-always", "presents no PIN unless a file asks for it", "R04 R05"},
    {PinWithoutQuery, "pin-without-query", "asks for the tries that are left before it presents a PIN", "R03"},
    {PinLoop, "pin-loop", "presents a PIN once, and not again after it was wrong", "R02"},
    {PinLastTry, "pin-last-try", "leaves the last try of a PIN to the user", "R03"},
    {PinWhenBlocked, "pin-when-blocked", "presents no PIN that is blocked", "R03"},
    {RetryForever, "retry-forever", "does not repeat a read that was refused", "R02"},
    {ReadWhenDeactivated, "read-when-deactivated", "leaves a deactivated file alone until another time", "R10"},
    {OneRead, "one-read", "reads a file in as many pieces as it needs", "D26 R14 L19"},
    {StopAtShortRead, "stop-at-short-read", "goes on behind the octets that it got", "R11"},
    {Reject6282, "reject-6282", "accepts the data that come with 6282", "R12"},
    {ReadPastEnd, "read-past-end", "stops at the end of the file", "R13"},
    {LowOffsetsOnly, "low-offsets-only", "reads with offsets of 15 bits", "R14"},
    {NoReread, "no-reread", "reads again what is malformed or came in pieces, and needs it to be the same", "R16"},
    {ApplyPartial, "apply-partial", "uses nothing of a card that vanishes while it is being read", "R15"},
    {NoRestartAfterReset, "no-restart-after-reset", "starts over, once, when the card was reset", "R17"},
    {ShortTimeout, "short-timeout", "waits for an answer longer than ten seconds", "R18"},
    {Scp03Never, "scp03-never", "opens a secure channel with the keys it has when a file asks for more than a plain read", "R06"},
    {Scp03LowLevel, "scp03-low-level", "opens the secure channel at level 33", "R06"},
    {Scp03IgnoreCryptogram, "scp03-ignore-cryptogram", "stops when the cryptogram of the card is wrong", "R07"},
    {Scp03IgnoreRmac, "scp03-ignore-rmac", "discards everything when the MAC of a response is wrong", "R08"},
    {Scp03NoRestart, "scp03-no-restart", "opens the secure channel again, once, when the card has dropped it", "R09"},
    {AcceptMalformed, "accept-malformed", "rejects the whole file when a part is malformed", "D22 L03 L05 L06 L07 L08 L09 M16"},
    {TrustCount, "trust-count", "rejects a file with more objects than it announces", "L04"},
    {IgnoreVersion, "ignore-version", "reads object headers with and without a version", "L18"},
    {AcceptRawTlv, "accept-raw-tlv", "rejects resources without the file header", "L10"},
    {AcceptAnyMode, "accept-any-mode", "ignores an account with an unknown security mode", "L11"},
    {RejectUnknownObject, "reject-unknown-object", "passes over objects that it does not know", "L12"},
    {SecurityFirst, "security-first", "accepts the objects in any order", "L13"},
    {AcceptOrphanServer, "accept-orphan-server", "ignores an account without its Server object", "L14 L15"},
    {ManyBootstrapServers, "many-bootstrap-servers", "takes the first bootstrap server and no other", "L16"},
    {OneServerOnly, "one-server-only", "takes every server of a file", "L17"},
    {MessageOnly, "message-only", "reads the management tree alone and inline as well as in a message", "M02 M03"},
    {TreeOnly, "tree-only", "takes the management tree out of a message, and sends no answer", "M01"},
    {NumberedPublicIdOnly, "numbered-public-id-only", "accepts a public identifier as a number and in the string table", "M06"},
    {AcceptXml, "accept-xml", "rejects XML, bootstrap data are WBXML", "M04"},
    {AcceptAnyWbxmlVersion, "accept-any-wbxml-version", "rejects WBXML of other versions than 1.1 to 1.3", "M05"},
    {RejectUnknownMo, "reject-unknown-mo", "passes over management objects that it does not know", "M07"},
    {ConnectivityNeeded, "connectivity-needed", "takes an account that comes without a network access point", "M09"},
    {EveryMoVersion, "every-mo-version", "uses the newest version of an account that it supports", "M08"},
    {EveryDuplicate, "every-duplicate", "takes the first of accounts with the same server", "M12"},
    {AcceptValueWithChildren, "accept-value-with-children", "rejects a tree in which a node has a value and children", "M13"},
    {AcceptCpWithoutProvider, "accept-cp-without-provider", "ignores a DM application without PROVIDER-ID", "M14"},
    {ConfigFirst, "config-first", "prefers EF.Bootstrap to EF.Config1, and that to EF.Config2", "M17"},
    {RereadAlwaysApplies, "reread-always-applies", "applies nothing when the card holds what it held", "C01 C15"},
    {KeepVanished, "keep-vanished", "removes accounts that the card no longer holds", "R01 C03 C04 C05"},
    {IgnoreChange, "ignore-change", "compares the contents although the card is the same", "C02"},
    {IgnoreOtherCard, "ignore-other-card", "removes the accounts of another card", "C05 C06"},
    {MarkerOnly, "marker-only", "finds a change in the contents, not by a marker", "C15 C16"},
    // clang-format on
});

constexpr bool stands_in_order()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].rule) != i) {
            return false;
        }
    }
    return table.size() == rule_count;
}
static_assert(stands_in_order());

} // namespace

std::span<const RuleText> rules()
{
    return table;
}

std::optional<Rule> find_rule(std::string_view name)
{
    const auto* const found = std::ranges::find(table, name, &RuleText::name);
    return found == table.end() ? std::nullopt : std::optional{found->rule};
}

} // namespace uicc::daemon::client
