#pragma once

#include "emulator/card/card_description.hpp"
#include "emulator/security/pin_store.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <span>
#include <string>
#include <vector>

namespace uicc::profiles {

/// A card as it is at one moment.
struct CardState {
    const emulator::CardDescription& description;
    const filesystem::CardMemory& memory;
    std::span<const emulator::PinStore::Pin> pins{};
};

/// Whether keys, PINs and the files that hold some are written.
enum class ExportSecrets { LeftOut, Written };

struct ExportedProfile {
    std::string text{};                     ///< YAML
    std::vector<std::string> left_out{};    ///< secrets that have placeholders: "usim/milenage/k"
    std::vector<std::string> not_written{}; ///< what a profile has no words for
};

/// A profile that loads to the same card, but for what is not written. The error is a sentence: a
/// card that was made without a profile has none, a profile has a largest size, and commands bring
/// a card into states that the loader refuses.
[[nodiscard]] Result<ExportedProfile, std::string> export_profile(const CardState& card,
                                                                  ExportSecrets secrets);

/// The same for a card that nobody has used yet.
[[nodiscard]] Result<ExportedProfile, std::string> export_profile(
    const std::shared_ptr<const emulator::CardDescription>& description, ExportSecrets secrets);

} // namespace uicc::profiles
