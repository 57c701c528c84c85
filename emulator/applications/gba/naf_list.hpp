#pragma once

#include "codec/secure_bytes.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <optional>

namespace uicc::emulator::applications::gba {

/// The keys Ks_int_NAF of an application, each for a record of EF.GBANL, in the order of their
/// derivation: the last one has to go first when the records do not suffice, TS 31.102 §7.1.1.
class InternalKeys {
public:
    static constexpr std::size_t key_size = 32;

    /// From the octets that the card keeps; nothing: none yet.
    explicit InternalKeys(std::optional<ByteView> kept);

    /// Makes it the youngest; the key that belonged to the record is gone.
    void put(Byte record, ByteView key);

    /// The record without a key that stands first, else the one with the oldest key.
    [[nodiscard]] Byte oldest_of(Byte records) const;

    [[nodiscard]] const SecureBytes& octets() const noexcept { return octets_; }

private:
    [[nodiscard]] bool holds(Byte record) const;

    SecureBytes octets_; // record number and key, the youngest first
};

/// NAF_ID and B-TID for a record of EF.GBANL, TS 31.102 §4.2.83; nothing when they do not fit.
[[nodiscard]] std::optional<Bytes> encode_naf_record(ByteView naf_id,
                                                     ByteView b_tid,
                                                     std::size_t record_length);

/// The record for a NAF: the one that has it, else an unused one.
[[nodiscard]] std::optional<Byte> find_naf_record(const filesystem::CardMemory& memory,
                                                  filesystem::FileIndex naf_list,
                                                  ByteView naf_id);

} // namespace uicc::emulator::applications::gba
