#pragma once

#include "codec/result.hpp"
#include "emulator/card/card.hpp"

#include <functional>
#include <string>

namespace uicc::daemon::explanation {

/// What a card answered, and what it says about it.
struct Answer {
    Bytes octets{};
    emulator::Explanation explanation{};
};

/// Sends APDUs to a card as a terminal of T=0 does, and puts the answers into words.
class ApduSender {
public:
    using Transmit = std::function<Result<Answer, std::string>(ByteView command)>;

    explicit ApduSender(Transmit transmit) : transmit_{std::move(transmit)} {}

    /// The answer of the card as it comes.
    [[nodiscard]] Result<Answer, std::string> send(ByteView command);

    /// The answer after fetching what 61XX or 9FXX announces and repeating what 6CXX corrects.
    [[nodiscard]] Result<Answer, std::string> exchange(ByteView command);

    /// "READ BINARY on EF.IMSI: needs PIN1 ..." for the answer that has come last; of GET RESPONSE
    /// also whose answer it has fetched.
    [[nodiscard]] std::string explain(const Answer& answer) const;

private:
    Transmit transmit_;
    Bytes sent_;            ///< the last command: fetched or repeated, not the one that was given
    std::string announced_; ///< what the answer belongs to that 61XX or 9FXX announced last
};

} // namespace uicc::daemon::explanation
