#include "emulator/security/key_store.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace uicc::emulator {
namespace {

using global_platform::KeySet;
using global_platform::KeyType;
using global_platform::Protocol;

constexpr std::string_view keys_kind = "keys";
constexpr std::string_view state_kind = "key-state";
constexpr std::size_t key_count = 3;
constexpr std::size_t counter_size = 4; // of a state cell: sequence counter, then failures
constexpr std::size_t state_size = counter_size + 1;

/// Type, then ENC, MAC and DEK of one size. A removed key set leaves the type 00.
SecureBytes serialise(const KeySet& key_set)
{
    SecureBytes octets{static_cast<Byte>(key_set.type)};
    for (const SecureBytes* key : {&key_set.keys.enc, &key_set.keys.mac, &key_set.keys.dek}) {
        octets.insert(octets.end(), key->begin(), key->end());
    }
    return octets;
}

/// Of each key; nothing for a removed key set and for cells that hold none.
std::optional<std::size_t> key_size_in(ByteView cell)
{
    const std::size_t size = cell.empty() ? 0 : (cell.size() - 1) / key_count;
    const bool whole = size != 0 && cell.size() == 1 + key_count * size &&
                       global_platform::is_key_size(KeyType{cell.front()}, size);
    return whole ? std::optional{size} : std::nullopt;
}

std::optional<KeySet> deserialise(Byte version, ByteView cell)
{
    const auto size = key_size_in(cell);
    if (!size) {
        return std::nullopt;
    }
    const auto key = [&](std::size_t number) {
        return secure_copy(cell.subspan(1 + number * *size, *size));
    };
    return KeySet{.version = version,
                  .type = KeyType{cell.front()},
                  .keys = {.enc = key(0), .mac = key(1), .dek = key(2)}};
}

std::optional<KeyState> deserialise_state(ByteView cell)
{
    if (cell.size() != state_size) {
        return std::nullopt;
    }
    const auto counter = codec::ByteReader{cell}.take_number(counter_size);
    return KeyState{static_cast<std::uint32_t>(*counter), cell.back()};
}

} // namespace

std::string KeyStore::cell(std::string_view kind, Byte version) const
{
    return fmt::format("{}/{}/{:02X}", kind, memory_.image().path(profile_.owner), version);
}

/// The version that a cell of keys is named after; cells that were imported have any name.
std::optional<Byte> KeyStore::version_of(std::string_view name) const
{
    const auto digits = codec::from_hex(name.substr(name.rfind('/') + 1));
    const bool is_version = digits && digits->size() == 1 && digits->front() != 0 &&
                            name == cell(keys_kind, digits->front());
    return is_version ? std::optional{digits->front()} : std::nullopt;
}

const KeySet* KeyStore::of_profile(Byte version) const
{
    const auto found = std::ranges::find(profile_.key_sets, version, &KeySet::version);
    return found == profile_.key_sets.end() ? nullptr : &*found;
}

std::optional<KeySet> KeyStore::kept(Byte version) const
{
    if (const auto changed = memory_.cell(cell(keys_kind, version))) {
        return deserialise(version, *changed);
    }
    const KeySet* original = of_profile(version);
    return original == nullptr ? std::nullopt : std::optional{*original};
}

std::vector<KeySet> KeyStore::all() const
{
    std::vector<Byte> versions;
    for (const KeySet& key_set : profile_.key_sets) {
        versions.push_back(key_set.version);
    }
    const std::string prefix = cell(keys_kind, 0);
    for (const auto& name : memory_.cells_below(prefix.substr(0, prefix.size() - 2))) {
        const auto version = version_of(name);
        if (version && of_profile(*version) == nullptr) {
            versions.push_back(*version);
        }
    }
    std::vector<KeySet> all;
    for (const Byte version : versions) {
        if (auto key_set = find(version)) {
            all.push_back(*std::move(key_set));
        }
    }
    return all;
}

std::optional<KeySet> KeyStore::find(Byte version) const
{
    if (version == 0) {
        auto sets = all();
        return sets.empty() ? std::nullopt : std::optional{std::move(sets.front())};
    }
    auto key_set = kept(version);
    if (key_set) {
        key_set->sequence_counter = state(version).sequence_counter;
    }
    return key_set;
}

std::optional<Protocol> KeyStore::protocol_for(KeyType type) const
{
    return type == KeyType::Des ? profile_.scp02 : profile_.scp03;
}

void KeyStore::put(const KeySet& key_set)
{
    memory_.set_cell(cell(keys_kind, key_set.version), serialise(key_set));
    set_state(key_set.version, {.sequence_counter = key_set.sequence_counter});
}

void KeyStore::remove(Byte version)
{
    memory_.set_cell(cell(keys_kind, version), SecureBytes{0x00});
    memory_.clear_cell(cell(state_kind, version));
}

KeyState KeyStore::state(Byte version) const
{
    const auto cell_now = memory_.cell(cell(state_kind, version));
    if (const auto kept = cell_now ? deserialise_state(*cell_now) : std::nullopt) {
        return {kept->sequence_counter, kept->failures};
    }
    const KeySet* original = of_profile(version);
    return {.sequence_counter = original == nullptr ? 0 : original->sequence_counter};
}

void KeyStore::set_state(Byte version, const KeyState& state)
{
    Bytes octets;
    codec::append_number(octets, state.sequence_counter, counter_size);
    octets.push_back(static_cast<Byte>(state.failures));
    memory_.set_cell(cell(state_kind, version), secure_copy(octets));
}

bool KeyStore::is_locked(Byte version) const
{
    return profile_.tries != 0 && state(version).failures >= profile_.tries;
}

Result<void, StatusWord> KeyStore::spend_try(Byte version)
{
    if (is_locked(version)) {
        return tl::unexpected{sw::authentication_method_blocked};
    }
    KeyState counted = state(version);
    counted.failures = std::min(counted.failures + 1, 255U);
    set_state(version, counted);
    return memory_.commit().map_error([](const auto&) { return sw::memory_problem; });
}

void KeyStore::succeed(Byte version, bool counts_sessions)
{
    KeyState counted = state(version);
    counted.failures = 0;
    counted.sequence_counter += counts_sessions ? 1 : 0;
    set_state(version, counted);
}

std::optional<std::string> describe_key_cell(std::string_view key, ByteView cell)
{
    if (key.starts_with("keys/")) {
        const auto size = key_size_in(cell);
        return size ? fmt::format("{} keys of {} octets",
                                  KeyType{cell.front()} == KeyType::Des ? "DES" : "AES", *size)
                    : std::string{"removed"};
    }
    const auto state = key.starts_with("key-state/") ? deserialise_state(cell) : std::nullopt;
    return state ? std::optional{fmt::format("sequence counter {}, {} failed tries",
                                             state->sequence_counter, state->failures)}
                 : std::nullopt;
}

} // namespace uicc::emulator
