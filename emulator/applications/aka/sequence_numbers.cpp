#include "emulator/applications/aka/sequence_numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace uicc::emulator::applications::aka {
namespace {

constexpr std::size_t seq_size = 6;
constexpr std::string_view cell_prefix = "sqn/";

std::uint64_t seq_in(ByteView array, std::size_t ind)
{
    std::uint64_t seq = 0;
    for (const Byte octet : array.subspan(ind * seq_size, seq_size)) {
        seq = seq << 8U | octet;
    }
    return seq;
}

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
    return seq_in(array_, ind);
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

std::optional<std::string> describe_sqn_cell(std::string_view key, ByteView cell)
{
    if (!key.starts_with(cell_prefix) || cell.empty() || cell.size() % seq_size != 0) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> array(cell.size() / seq_size);
    for (std::size_t ind = 0; ind < array.size(); ++ind) {
        array[ind] = seq_in(cell, ind);
    }
    const std::uint64_t lowest = *std::ranges::min_element(array);
    const bool has_others = lowest == 0 || std::ranges::count(array, lowest) > 1;
    std::vector<std::string> parts;
    for (std::size_t ind = 0; ind < array.size(); ++ind) {
        if (!has_others || array[ind] != lowest) {
            parts.push_back(fmt::format("SEQ {} in IND {}", array[ind], ind));
        }
    }
    if (parts.empty()) {
        return fmt::format("SQN: SEQ {} in every IND", lowest);
    }
    if (has_others && lowest != 0) {
        parts.push_back(fmt::format("SEQ {} in the others", lowest));
    }
    return fmt::format("SQN: {}", fmt::join(parts, ", "));
}

} // namespace uicc::emulator::applications::aka
