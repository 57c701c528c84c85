#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/card/command_context.hpp"

#include <optional>

namespace uicc::emulator {

/// The EF a command works on: where it names an SFI, what the file must be, what it does to it.
struct EfTarget {
    enum class SfiPosition {
        P1,    ///< b8 set: `100sssss`
        P2,    ///< b8 to b4, 0: the current EF
        LowP2, ///< b5 to b1, 0: the current EF
        None,  ///< always the current EF: class A0
    };
    enum class Structure { Transparent, Records, Cyclic, BerTlv };

    SfiPosition sfi_position{};
    Structure structure{};
    filesystem::AccessMode access{};
};

/// Makes the addressed EF current, then checks structure, life cycle and access rules, in this
/// order. An SFI resets the record pointer. Errors: 6A86, 6A82, 6986, 6981, 6984, 6985, 6982.
[[nodiscard]] Result<void, StatusWord> open_ef(CommandContext& context,
                                               const EfTarget& target,
                                               const CommandApdu& command);

/// TS 102 222 §6.9: the end; nothing is left but SELECT of the MF.
[[nodiscard]] bool usage_is_terminated(const filesystem::CardMemory& memory);

/// 6985 when the card is at that end and the file is not the MF.
[[nodiscard]] Result<void, StatusWord> require_living_card(const CommandContext& context,
                                                           filesystem::FileIndex file);

/// 6985 when the file, or a directory that it lies in, is terminated.
[[nodiscard]] Result<void, StatusWord> require_not_terminated(const CommandContext& context,
                                                              filesystem::FileIndex file);

/// As above, and 6984 when one of them is deactivated; the file itself may say that it can be used
/// all the same, TS 102 221 §11.1.1.4.6.9.
[[nodiscard]] Result<void, StatusWord> require_usable(const CommandContext& context,
                                                      filesystem::FileIndex file);

/// As above for the directories that the file lies in, whatever its own state: for what is done to
/// the file itself. The MF lies in none.
[[nodiscard]] Result<void, StatusWord> require_usable_above(const CommandContext& context,
                                                            filesystem::FileIndex file);

/// A command as access rules see it: neither its channel nor its protection counts.
[[nodiscard]] filesystem::CommandHeader header_of(const CommandApdu& command);

/// 6982 unless the access rules of the file let the user do this to it; the explanation says which
/// rule it was and what is missing.
[[nodiscard]] Result<void, StatusWord> require_access(const CommandContext& context,
                                                      filesystem::FileIndex file,
                                                      const filesystem::Operation& operation);

/// A file that is not shareable is current on one channel at a time, TS 102 221 §8.7: 6985 when it
/// is current on another channel than the one that is going to select or change it.
[[nodiscard]] Result<void, StatusWord> require_undisputed(const CommandContext& context,
                                                          filesystem::FileIndex file,
                                                          std::optional<unsigned> own_channel);

/// Likewise for the directory and the EF of a selection.
[[nodiscard]] Result<void, StatusWord> require_undisputed(const CommandContext& context,
                                                          const LogicalChannel& selection,
                                                          std::optional<unsigned> own_channel);

/// A refusal in words: "needs PIN1 (01): EF.ARR (6F06) record 3 says `read: PIN1`; PIN1 has not
/// been verified (3 tries left)".
[[nodiscard]] std::string explain(const filesystem::Denial& denial);

} // namespace uicc::emulator
