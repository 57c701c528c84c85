#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"

#include <optional>

namespace uicc::emulator {

/// What T=0 adds to a command that was carried out: response data of a command that had data of
/// its own, or no Le, waits for GET RESPONSE. TS 102 221 §7.3.1.1, ISO/IEC 7816-3 §12.2. Class A0
/// says 9FXX and 67XX instead of 61XX and 6CXX, and whoever asks for less gets no more, TS 51.011
/// §9.2.18.
class ResponseDelivery {
public:
    /// The answer under T=0: as it is when the terminal waits for data, else 61XX or 9FXX.
    [[nodiscard]] ResponseApdu hold(const CommandApdu& command,
                                    unsigned channel,
                                    ResponseApdu response);

    /// GET RESPONSE on the channel and in the class that the response belongs to; 6CXX leaves it
    /// waiting. With nothing waiting: 6F00.
    [[nodiscard]] CommandResult get_response(const CommandApdu& command, unsigned channel);

    [[nodiscard]] bool is_waiting() const { return waiting_.has_value(); }

    /// Any other command loses what was waiting.
    void drop() { waiting_.reset(); }

private:
    struct Waiting {
        unsigned channel = 0;
        bool gsm = false; // class A0
        ResponseApdu response{};
        std::size_t sent = 0;
    };

    std::optional<Waiting> waiting_;
};

inline constexpr Instruction get_response_instruction{0xC0};

} // namespace uicc::emulator
