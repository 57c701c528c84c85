#pragma once

#include "emulator/apdu/status_word.hpp"
#include "emulator/security/application_keys.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <string>
#include <string_view>

namespace uicc::emulator {

/// What changes with the use of a key set.
struct KeyState {
    std::uint32_t sequence_counter = 0;
    unsigned failures = 0; ///< authentications in a row
};

/// The keys of one application as they are now: those of the profile, changed by what the card's
/// memory keeps below "keys/" (PUT KEY) and "key-state/" (sequence counters, failed tries). Holds
/// nothing itself; changes are staged in the memory.
class KeyStore {
public:
    /// Both outlive it.
    KeyStore(const ApplicationKeys& profile, filesystem::CardMemory& memory)
        : profile_{profile}, memory_{memory}
    {}

    /// Those of the profile in its order, then the added ones by version.
    [[nodiscard]] std::vector<global_platform::KeySet> all() const;

    /// Version 0 stands for the first one. Nothing when there is none.
    [[nodiscard]] std::optional<global_platform::KeySet> find(Byte version) const;

    /// Nothing when the application has none for this type of keys.
    [[nodiscard]] std::optional<global_platform::Protocol> protocol_for(
        global_platform::KeyType type) const;

    /// Adds a key set or replaces the one of this version; its counters start anew.
    void put(const global_platform::KeySet& key_set);
    void remove(Byte version);

    [[nodiscard]] bool is_locked(Byte version) const;

    /// Before an authentication is judged: counts a try, for good. 6983 when none is left, 6581
    /// when it cannot be stored.
    [[nodiscard]] Result<void, StatusWord> spend_try(Byte version);

    /// After it: tries start anew; the sequence counter of a secure channel goes on.
    void succeed(Byte version, bool counts_sessions);

private:
    [[nodiscard]] std::string cell(std::string_view kind, Byte version) const;
    [[nodiscard]] std::optional<Byte> version_of(std::string_view name) const;
    [[nodiscard]] KeyState state(Byte version) const;
    void set_state(Byte version, const KeyState& state);
    [[nodiscard]] const global_platform::KeySet* of_profile(Byte version) const;
    [[nodiscard]] std::optional<global_platform::KeySet> kept(Byte version) const;

    const ApplicationKeys& profile_;
    filesystem::CardMemory& memory_;
};

/// What the memory keeps under a cell of this store, in words and without the keys; nothing when
/// the cell is another's.
[[nodiscard]] std::optional<std::string> describe_key_cell(std::string_view key, ByteView cell);

} // namespace uicc::emulator
