#pragma once

#include "daemon/trace/card_event.hpp"

#include <map>

namespace uicc::daemon::trace {

enum class Secrets { Masked, Shown };

/// An event as it may be seen: octets that hold or could hold a secret are asterisks (2A). Lengths,
/// headers and status words are as they were.
struct ShownEvent {
    CardEvent event{};
    bool hides_command = false; ///< there was data, and it is masked
    bool hides_response = false;
};

/// Masks PINs, keys, the results of AUTHENTICATE, the contents of files that hold keys or that no
/// standard knows, and the data of all commands that are not known to be harmless. GET RESPONSE is
/// as secret as the command before it, so the events of a card have to come in their order.
class Secrecy {
public:
    explicit Secrecy(Secrets secrets) : secrets_{secrets} {}

    [[nodiscard]] ShownEvent apply(CardEvent event);

private:
    Secrets secrets_;
    std::map<std::string, bool, std::less<>> hides_answer_; // by card: what GET RESPONSE brings
};

} // namespace uicc::daemon::trace
