#pragma once

#include "codec/result.hpp"
#include "codec/secure_bytes.hpp"
#include "crypto/aes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace uicc::daemon::client::card {

/// The static keys of SCP03 that device and card share; 16, 24 or 32 octets each.
struct Scp03Keys {
    SecureBytes enc{};
    SecureBytes mac{};
    SecureBytes dek{};
};

/// The keys out of a text: ENC, MAC and DEK in hexadecimal digits with commas between, or one key
/// for all. The error is a sentence that shows nothing of them.
[[nodiscard]] Result<Scp03Keys, std::string> parse_scp03_keys(std::string_view text);

/// What INITIALIZE UPDATE answers with S8 and one octet of key version, GPCS Amendment D §7.1.1.
struct Scp03Challenge {
    Bytes card_challenge{};
    Bytes card_cryptogram{};
};

/// Nothing when it is not the answer of SCP03 with challenges of eight octets.
[[nodiscard]] std::optional<Scp03Challenge> parse_initialize_update(ByteView answer);

/// A command before and after protection. The class is the one of channel 0.
struct PlainCommand {
    Byte cla = 0;
    Byte instruction = 0;
    Byte p1 = 0;
    Byte p2 = 0;
    ByteView data{};
};

/// The terminal's side of a session of SCP03 with S8, GPCS Amendment D §6.2.
class Scp03Session {
public:
    Scp03Session(const Scp03Keys& keys, ByteView host_challenge, ByteView card_challenge);

    [[nodiscard]] bool is_genuine(ByteView card_cryptogram) const;
    [[nodiscard]] SecureBytes host_cryptogram() const;

    /// Before: C-MAC alone. From here on: this level, counting commands from 1.
    void begin(Byte level);

    /// The data field with encryption and C-MAC.
    [[nodiscard]] Bytes protect(const PlainCommand& command);

    /// The data of a response; nothing when its MAC or padding is wrong. An error status comes
    /// without protection.
    [[nodiscard]] std::optional<Bytes> reveal(ByteView data, std::uint16_t status) const;

    /// The data of a response whose MAC nobody looks at.
    [[nodiscard]] std::optional<Bytes> reveal_unchecked(ByteView data) const;

private:
    [[nodiscard]] crypto::Block icv(Byte direction) const;

    Bytes context_;
    SecureBytes enc_;
    SecureBytes mac_;
    SecureBytes r_mac_;
    crypto::Block chaining_{};
    std::uint64_t counter_ = 0;
    Byte level_ = 0x01;
};

} // namespace uicc::daemon::client::card
