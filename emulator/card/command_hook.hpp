#pragma once

#include "emulator/apdu/response_apdu.hpp"

#include <optional>

namespace uicc::emulator {

struct Explanation;

/// Has a say in what commands do, for cards that are bad on purpose. Called within
/// Card::transmit(), for commands that the card knows and whose session, if any, admits them; the
/// answer of a session is protected afterwards. A refusal leaves the card as it was before the
/// command; its reason can be put into the explanation.
class CommandHook {
public:
    CommandHook() = default;
    CommandHook(const CommandHook&) = delete;
    CommandHook& operator=(const CommandHook&) = delete;
    CommandHook(CommandHook&&) = delete;
    CommandHook& operator=(CommandHook&&) = delete;
    virtual ~CommandHook() = default;

    /// The command is about to run. What its row of the command table asks for is settled: the EF
    /// that it works on is open. A status word refuses it.
    [[nodiscard]] virtual std::optional<StatusWord> before(Explanation& explanation) = 0;

    /// What a command that was carried out has brought about.
    struct Outcome {
        ResponseApdu& answer; ///< as the terminal would get it; may be changed
        bool writes = false;  ///< the memory of the card would change
    };

    /// The command has succeeded, and nothing of it lasts yet. A status word takes it back; PIN
    /// tries, which are counted before anything is compared, stay counted.
    [[nodiscard]] virtual std::optional<StatusWord> after(Explanation& explanation,
                                                          const Outcome& outcome) = 0;
};

} // namespace uicc::emulator
