#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/applications/usim/usim_definition.hpp"

#include <optional>

namespace uicc::emulator::applications {

/// The array SEQ_MS of a USIM, TS 33.102 Annex C.2: one SEQ per value of IND, 6 octets each in the
/// card's memory.
class SequenceNumbers {
public:
    /// Takes the kept array, or starts with the profile's initial SQN in every element.
    SequenceNumbers(const SqnPolicy& policy, std::optional<ByteView> kept);

    /// Whether a 48-bit SQN from the network is fresh: SEQ is above the element of its IND, not
    /// more than delta above the highest, and not too old. Differences are signed.
    [[nodiscard]] bool is_fresh(std::uint64_t sqn) const;

    void accept(std::uint64_t sqn);

    /// SQN_MS for a resynchronisation: the highest SEQ together with its IND.
    [[nodiscard]] std::uint64_t highest() const;

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

} // namespace uicc::emulator::applications
