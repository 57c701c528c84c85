#include "emulator/applications/gba/naf_list.hpp"

#include "codec/ber_tlv.hpp"

#include <algorithm>

namespace uicc::emulator::applications::gba {
namespace {

using codec::Tag;

constexpr Tag naf_id_tag{0x80};
constexpr Tag b_tid_tag{0x81};
constexpr Byte unused = 0xFF;
constexpr std::size_t entry_size = 1 + InternalKeys::key_size;

bool names(ByteView record, ByteView naf_id)
{
    codec::TlvReader reader{record};
    const auto first = reader.next();
    return first && first->tag == naf_id_tag && std::ranges::equal(first->value, naf_id);
}

} // namespace

InternalKeys::InternalKeys(std::optional<ByteView> kept)
{
    if (kept && kept->size() % entry_size == 0) {
        octets_ = secure_copy(*kept);
    }
}

bool InternalKeys::holds(Byte record) const
{
    for (std::size_t at = 0; at < octets_.size(); at += entry_size) {
        if (octets_[at] == record) {
            return true;
        }
    }
    return false;
}

void InternalKeys::put(Byte record, ByteView key)
{
    SecureBytes next{record};
    next.insert(next.end(), key.begin(), key.end());
    const ByteView before{octets_};
    for (std::size_t at = 0; at < before.size(); at += entry_size) {
        const ByteView entry = before.subspan(at, entry_size);
        if (entry[0] != record) {
            next.insert(next.end(), entry.begin(), entry.end());
        }
    }
    octets_ = std::move(next);
}

Byte InternalKeys::oldest_of(Byte records) const
{
    for (unsigned record = 1; record <= records; ++record) {
        if (!holds(static_cast<Byte>(record))) {
            return static_cast<Byte>(record);
        }
    }
    std::size_t at = octets_.size() - entry_size;
    while (octets_[at] == 0 || octets_[at] > records) { // of a list that was longer
        at -= entry_size;
    }
    return octets_[at];
}

std::optional<Bytes> encode_naf_record(ByteView naf_id, ByteView b_tid, std::size_t record_length)
{
    Bytes record;
    codec::append_tlv(record, naf_id_tag, naf_id);
    codec::append_tlv(record, b_tid_tag, b_tid);
    if (record.size() > record_length) {
        return std::nullopt;
    }
    record.resize(record_length, unused);
    return record;
}

std::optional<Byte> find_naf_record(const filesystem::CardMemory& memory,
                                    filesystem::FileIndex naf_list,
                                    ByteView naf_id)
{
    std::optional<Byte> free;
    const std::size_t count = std::min<std::size_t>(memory.header(naf_list).record_count(), 0xFE);
    for (std::size_t number = 1; number <= count; ++number) {
        const ByteView record = memory.record(naf_list, number);
        if (names(record, naf_id)) {
            return static_cast<Byte>(number);
        }
        if (!free && record[0] == unused) {
            free = static_cast<Byte>(number);
        }
    }
    return free;
}

} // namespace uicc::emulator::applications::gba
