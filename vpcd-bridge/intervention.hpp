#pragma once

#include "emulator/card/card.hpp"
#include "vpcd-bridge/vpcd_protocol.hpp"

#include <chrono>

namespace uicc::vpcd_bridge {

/// What a reader gets for a command, and when.
struct Delivery {
    using Duration = std::chrono::steady_clock::duration;

    enum class Ending : Byte {
        None,
        Lost,    ///< the connection is closed, and made again as after any loss
        Removed, ///< the connection is closed for good
    };

    Bytes answer{};   ///< status word included; empty: none
    Duration after{}; ///< how long answer and ending are held back
    Ending ending{};  ///< of the connection, behind the answer
    Duration away{};  ///< Lost: how long at least before it is made again

    /// Just the answer.
    [[nodiscard]] bool is_plain() const noexcept
    {
        return !answer.empty() && after == Duration::zero() && ending == Ending::None;
    }
};

/// Stands between a slot and its card, for cards that are bad on purpose. Called on the thread of
/// the card's loop.
class Intervention {
public:
    Intervention() = default;
    Intervention(const Intervention&) = delete;
    Intervention& operator=(const Intervention&) = delete;
    Intervention(Intervention&&) = delete;
    Intervention& operator=(Intervention&&) = delete;
    virtual ~Intervention() = default;

    /// Passes a command on to the card, or does not.
    [[nodiscard]] virtual Delivery transmit(emulator::Card& card, ByteView command) = 0;

    /// Why the last command was answered as it was; valid until the next call.
    [[nodiscard]] virtual const emulator::Explanation& explanation(
        const emulator::Card& card) const = 0;

    /// What the reader gets for the answer to reset; valid until the next call. Cheap, as the
    /// card's own is.
    [[nodiscard]] virtual ByteView atr(const emulator::Card& card) const = 0;

    /// A connection has begun, and the card is in the reset state.
    virtual void connected() = 0;

    /// The reader has switched the card: PowerOn, PowerOff or Reset.
    virtual void switched(Control control) = 0;

    /// The connection was closed for good, as transmit() wanted.
    virtual void removed() = 0;
};

} // namespace uicc::vpcd_bridge
