#pragma once

#include "codec/secure_bytes.hpp"
#include "daemon/client/card/scp03.hpp"
#include "daemon/client/card/transport.hpp"
#include "daemon/client/rules.hpp"

#include <cstdint>
#include <optional>

namespace uicc::daemon::client::card {

/// A command of the client; channel and secure messaging come to its class by themselves.
struct Command {
    Byte cla = 0x00;
    Byte instruction = 0;
    Byte p1 = 0;
    Byte p2 = 0;
    SecureBytes data{};
    std::optional<std::size_t> le{}; ///< 256: as much as there is
    bool carries_mac = false;        ///< protected by its sender, as EXTERNAL AUTHENTICATE is
};

struct Answer {
    Bytes data{};
    std::uint16_t status = 0;
    bool genuine = true; ///< false: the MAC of the response was wrong, and there are no data
};

/// The class of a command on a channel, ISO/IEC 7816-4 §5.4.1 and GPCS §11.1.4.
[[nodiscard]] Byte class_on_channel(Byte cla, unsigned channel, bool is_protected);

/// Commands on the client's channel: class coding, 61XX and 6CXX, the secure channel.
class CardLink {
public:
    CardLink(Transport& transport, const Conduct& conduct)
        : transport_{transport}, conduct_{conduct}
    {}

    [[nodiscard]] Result<Answer, Failure> send(const Command& command);

    /// MANAGE CHANNEL, TS 102 221 §11.1.17. The status word; the channel is used from here on when
    /// it is a success.
    [[nodiscard]] Result<std::uint16_t, Failure> open_channel();

    /// Closes what was opened; without effect on the basic channel.
    [[nodiscard]] Result<void, Failure> close_channel();

    /// After a reset nothing is open.
    void forget();

    void begin_session(Scp03Session session) { session_ = std::move(session); }
    void end_session() { session_.reset(); }
    [[nodiscard]] bool in_session() const { return session_.has_value(); }

    [[nodiscard]] unsigned channel() const { return channel_; }

    /// Commands that went to the card, GET RESPONSE and repetitions included.
    [[nodiscard]] std::uint64_t commands() const { return commands_; }

private:
    /// Header and data field; Le is apart because 6CXX replaces it.
    struct Encoded {
        SecureBytes octets{};
        std::optional<std::size_t> le{};
    };

    [[nodiscard]] Result<Answer, Failure> send_protected(const Command& command);
    [[nodiscard]] Result<Answer, Failure> exchange(Encoded command);
    [[nodiscard]] Result<Answer, Failure> transmit_with_right_le(Encoded command);
    [[nodiscard]] Result<Answer, Failure> fetch_rest(Answer answer);
    [[nodiscard]] Result<Answer, Failure> transmit(const Encoded& command);
    [[nodiscard]] Byte class_of(Byte cla, bool is_protected) const;

    Transport& transport_;
    const Conduct& conduct_;
    std::optional<Scp03Session> session_{};
    unsigned channel_ = 0;
    std::uint64_t commands_ = 0;
};

} // namespace uicc::daemon::client::card
