#include "emulator/applications/aka/sequence_numbers.hpp"

namespace uicc::emulator::applications::aka {
namespace {

constexpr std::size_t seq_size = 6;

} // namespace

SequenceNumbers::SequenceNumbers(const SqnPolicy& policy, std::optional<ByteView> kept)
    : policy_{policy}, size_{std::size_t{1} << policy.ind_bits}
{
    if (kept && kept->size() == size_ * seq_size) {
        array_ = secure_copy(*kept);
        return;
    }
    array_.resize(size_ * seq_size);
    for (std::size_t ind = 0; ind < size_; ++ind) {
        set(ind, policy.initial_sqn >> policy.ind_bits);
    }
}

std::size_t SequenceNumbers::ind_of(std::uint64_t sqn) const noexcept
{
    return static_cast<std::size_t>(sqn) & (size_ - 1);
}

std::uint64_t SequenceNumbers::seq_at(std::size_t ind) const
{
    std::uint64_t seq = 0;
    for (std::size_t i = 0; i < seq_size; ++i) {
        seq = seq << 8U | array_[ind * seq_size + i];
    }
    return seq;
}

void SequenceNumbers::set(std::size_t ind, std::uint64_t seq)
{
    for (std::size_t i = seq_size; i > 0; --i, seq >>= 8U) {
        array_[ind * seq_size + i - 1] = static_cast<Byte>(seq);
    }
}

std::size_t SequenceNumbers::index_of_highest() const
{
    std::size_t highest = 0;
    for (std::size_t ind = 1; ind < size_; ++ind) {
        highest = seq_at(ind) > seq_at(highest) ? ind : highest;
    }
    return highest;
}

std::uint64_t SequenceNumbers::highest() const
{
    const std::size_t ind = index_of_highest();
    return seq_at(ind) << policy_.ind_bits | ind;
}

Freshness SequenceNumbers::freshness_of(std::uint64_t sqn) const
{
    const std::uint64_t seq = sqn >> policy_.ind_bits;
    const std::uint64_t highest_seq = seq_at(index_of_highest());
    if (seq <= seq_beside(sqn)) {
        return Freshness::NotAbove;
    }
    if (seq > highest_seq) {
        return seq - highest_seq > policy_.delta ? Freshness::TooFarAhead : Freshness::Fresh;
    }
    const bool too_old =
        policy_.age_limit && seq < highest_seq && highest_seq - seq >= *policy_.age_limit;
    return too_old ? Freshness::TooOld : Freshness::Fresh;
}

void SequenceNumbers::accept(std::uint64_t sqn)
{
    set(ind_of(sqn), sqn >> policy_.ind_bits);
}

} // namespace uicc::emulator::applications::aka
