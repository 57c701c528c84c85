#pragma once

#include "codec/bytes.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace uicc::daemon::trace {

enum class EventKind : Byte {
    Inserted,  ///< the card waits for its reader, or is in it
    Removed,   ///< the card was taken out of its reader
    Connected, ///< a reader talks to the card
    Lost,      ///< the reader went away
    PowerOn,   ///< cold reset
    WarmReset,
    PowerOff,
    Apdu,      ///< one command and its answer
    Selection, ///< an APDU has selected a file or an application
    Security,  ///< an APDU was refused for want of a right, or was about a PIN or a key
    Change,    ///< the memory of the card has changed
    Fault,     ///< a fault was injected
};

/// One thing that happened to a card, as traces, subscribers and scenarios see it.
struct CardEvent {
    EventKind kind = EventKind::Apdu;
    std::uint64_t number = 0; ///< of this card, from 1
    std::chrono::system_clock::time_point time{};
    std::string card{};   ///< what vuicc calls it
    std::string reader{}; ///< empty without one
    Bytes command{};      ///< Apdu, Selection and Security: as the card got it
    Bytes response{};     ///< as the reader got it; empty when nothing was answered
    std::string name{};   ///< of the command: "READ BINARY"; empty when it is unknown
    std::string file{};   ///< of the file concerned: "EF.IMSI"; of the cell for a Change
    std::string reason{}; ///< why it was refused, or what happened; never holds secrets
    bool is_part = false; ///< of a chain of commands
};

} // namespace uicc::daemon::trace
