#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"

#include <string>

namespace uicc::daemon::client::card {

/// Why there is no answer, or none that is worth anything.
enum class Trouble {
    NoReader,     ///< nor a service that would know one
    NoCard,       ///< the reader is empty
    Removed,      ///< the card was taken out
    Reset,        ///< the card was reset by somebody else, what was open is gone
    Lost,         ///< the card knows nothing of what was open, as after a reset
    Unresponsive, ///< no answer in time, or none at all
};

struct Failure {
    Trouble trouble{};
    std::string what{}; ///< a sentence without a full stop
};

/// The way to a card: octets in, octets out.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport(Transport&&) = delete;
    Transport& operator=(const Transport&) = delete;
    Transport& operator=(Transport&&) = delete;
    virtual ~Transport() = default;

    /// Sends a command APDU; response data and status word, at least two octets.
    [[nodiscard]] virtual Result<Bytes, Failure> transmit(ByteView command) = 0;

    /// Takes the card up again behind a reset.
    [[nodiscard]] virtual Result<void, Failure> resume() = 0;
};

} // namespace uicc::daemon::client::card
