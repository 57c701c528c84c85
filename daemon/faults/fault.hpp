#pragma once

#include "codec/ber_tlv.hpp"
#include "daemon/faults/apdu_pattern.hpp"
#include "emulator/apdu/status_word.hpp"

#include <chrono>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace uicc::daemon::faults {

using Duration = std::chrono::milliseconds;

/// How long a card may keep a reader waiting. vpcd waits for ever and holds its slot meanwhile, so
/// a card that says nothing closes its connection in the end. Three seconds is also after what
/// time a slot takes its reader for stuck.
inline constexpr Duration usual_silence = std::chrono::seconds{3};
inline constexpr Duration longest_silence = std::chrono::seconds{60};

/// Refused, without any effect on the card.
struct Refusal {
    emulator::StatusWord status = emulator::sw::no_precise_diagnosis;
};

/// Refused once with 6CXX, also where Le is right; the same command is let pass then.
struct WrongLe {};

/// Refused with 6A84 where the memory would change.
struct MemoryFull {};

/// The store takes nothing: 6581, and nothing is stored.
struct WriteFailure {};

/// Carried out, with another answer altogether.
struct OtherAnswer {
    Bytes octets{};
};

struct OtherStatus {
    emulator::StatusWord status = emulator::sw::ok;
};

/// Carried out, with other response data.
struct OtherData {
    Bytes data{};
};

/// The first octets are all there is of the response data.
struct Truncation {
    std::size_t size = 0;
};

/// Octets behind the response data.
struct Appendix {
    Bytes data{};
};

/// Bits of the response data turned over; of a random one when there is no octet.
struct BitFlip {
    std::optional<std::size_t> octet{};
    Byte mask = 0;
};

/// What SELECT and STATUS tell about a file, changed. Tags that are not there stay away.
struct FcpChange {
    using Tag = codec::Tag;

    std::optional<Tag> tag{}; ///< of the template itself
    std::vector<Tag> removed{};
    std::vector<std::pair<Tag, Bytes>> replaced{};
    std::vector<std::pair<Tag, Tag>> renamed{};
};

/// The response data has to be fetched with GET RESPONSE.
struct MoreData {};

struct Delay {
    Duration time{};
};

/// No answer; after some time the connection is closed.
struct Silence {
    Duration limit = usual_silence;
};

/// No answer to this command, nor to others until the card is reset.
struct Mute {
    Duration limit = usual_silence;
};

/// The connection is closed instead of an answer.
struct Drop {};

/// The card has lost power for a moment.
struct Reset {
    enum class Moment : Byte { Before, After };
    enum class Trace : Byte { Silent, Visible }; ///< to the host, which sees card and reader part

    Trace trace{};
    Moment moment = Moment::After;
};

/// Pulled in mid-command.
struct Removal {
    std::optional<Duration> back_after{}; ///< none: until it is inserted again
};

/// No tries are left, from right before the command.
struct PinBlocked {
    filesystem::KeyReference key{};
};

/// The answer to a reset; strikes when a reader switches the card on.
struct OtherAtr {
    enum class Reset : Byte { Any, Cold, Warm };

    std::optional<Bytes> atr{}; ///< none: random octets; empty: the card vanishes
    Reset reset{};
};

using Action = std::variant<Refusal,
                            WrongLe,
                            MemoryFull,
                            WriteFailure,
                            OtherAnswer,
                            OtherStatus,
                            OtherData,
                            Truncation,
                            Appendix,
                            BitFlip,
                            FcpChange,
                            MoreData,
                            Delay,
                            Silence,
                            Mute,
                            Drop,
                            Reset,
                            Removal,
                            PinBlocked,
                            OtherAtr>;

/// One way in which a card is bad, and when.
struct Fault {
    ApduPattern on{};
    std::uint64_t nth = 1;                ///< the first occurrence that it strikes at
    std::optional<std::uint64_t> times{}; ///< how often; none: always
    Action action{};
};

} // namespace uicc::daemon::faults
