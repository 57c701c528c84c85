#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/card/logical_channel.hpp"
#include "emulator/security/pin_store.hpp"

#include <optional>
#include <string_view>

namespace uicc::emulator {

/// What a suspended UICC resumes with, TS 102 221 §11.1.22. Sessions of secure channels end.
struct Suspension {
    SecureBytes token{}; ///< 8 octets: who shows them may resume
    LogicalChannels channels{};
    PinStore::Verification verified{};
};

inline constexpr std::size_t resume_token_size = 8;

/// Name of the cell in the card's memory; there is none unless the card is suspended.
inline constexpr std::string_view suspension_cell = "suspension";

[[nodiscard]] SecureBytes encode_suspension(const Suspension& suspension,
                                            std::string_view profile_hash);

/// What a suspension has to fit: places of files and PINs mean the same in one profile only.
struct SuspendedCard {
    std::string_view profile_hash{};
    std::size_t files = 0;
    std::size_t pins = 0;
};

/// Nothing unless the octets are those of a suspension of such a card.
[[nodiscard]] std::optional<Suspension> decode_suspension(ByteView octets,
                                                          const SuspendedCard& card);

/// Takes the suspension back, if the card is suspended; staged as every change of the memory is.
void forget_suspension(filesystem::CardMemory& memory);

/// SUSPEND UICC itself and TERMINAL CAPABILITY leave a card suspended; anything else ends that.
[[nodiscard]] bool ends_suspension(const CommandApdu& command);

} // namespace uicc::emulator
