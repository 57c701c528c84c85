#include "daemon/farm/card_faults.hpp"

#include "daemon/faults/duration.hpp"

#include <fmt/format.h>

namespace uicc::daemon {

Result<Bytes, std::string> plain_answer(vpcd_bridge::Delivery delivery)
{
    using Ending = vpcd_bridge::Delivery::Ending;
    if (delivery.ending == Ending::Removed) {
        return tl::unexpected{std::string{"a fault pulls the card out in mid-command"}};
    }
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(delivery.after);
    if (delivery.answer.empty()) {
        return tl::unexpected{
            after.count() > 0 ? fmt::format("a fault leaves the command without an answer for {}",
                                            faults::to_text(after))
                              : std::string{"a fault ends the connection instead of an answer"}};
    }
    if (after.count() > 0) {
        return tl::unexpected{
            fmt::format("a fault holds the answer back for {}", faults::to_text(after))};
    }
    if (delivery.answer.size() < 2) {
        return tl::unexpected{std::string{"a fault leaves one octet of the answer"}};
    }
    return std::move(delivery.answer);
}

} // namespace uicc::daemon
