#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/applications/aka/parameters.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace uicc::emulator::applications::aka {

/// Where a SEQ from the network stands among those of the card, TS 33.102 §C.2.
enum class Freshness {
    Fresh,
    NotAbove,    ///< not above the element of its IND
    TooFarAhead, ///< more than delta above the highest
    TooOld       ///< the age limit or more below the highest
};

/// The array SEQ_MS of a USIM, TS 33.102 Annex C.2: one SEQ per value of IND, 6 octets each in the
/// card's memory.
class SequenceNumbers {
public:
    /// Takes the kept array, or starts with the profile's initial SQN in every element.
    SequenceNumbers(const SqnPolicy& policy, std::optional<ByteView> kept);

    /// Judges a 48-bit SQN from the network.
    [[nodiscard]] Freshness freshness_of(std::uint64_t sqn) const;

    void accept(std::uint64_t sqn);

    /// SQN_MS for a resynchronisation: the highest SEQ together with its IND.
    [[nodiscard]] std::uint64_t highest() const;

    /// The element for the IND of an SQN.
    [[nodiscard]] std::uint64_t seq_beside(std::uint64_t sqn) const { return seq_at(ind_of(sqn)); }

    [[nodiscard]] const SecureBytes& octets() const noexcept { return array_; }

private:
    [[nodiscard]] std::uint64_t seq_at(std::size_t ind) const;
    [[nodiscard]] std::size_t ind_of(std::uint64_t sqn) const noexcept;
    [[nodiscard]] std::size_t index_of_highest() const;
    void set(std::size_t ind, std::uint64_t seq);

    const SqnPolicy& policy_;
    std::size_t size_;
    SecureBytes array_;
};

/// "SQN: SEQ 100 in IND 0" for the array in a cell of the card's memory, without the elements that
/// are still 0; "SEQ 8 in the others" where several stand at another lowest value. Nothing for
/// another cell.
[[nodiscard]] std::optional<std::string> describe_sqn_cell(std::string_view key, ByteView cell);

} // namespace uicc::emulator::applications::aka
