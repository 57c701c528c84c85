#pragma once

#include "profiles/export/export_profile.hpp"

namespace uicc::profiles {

/// What a card that is made from an exported profile does not have in common with the card that it
/// was exported from, "MF/DF.TELECOM/EF.ADN: access". The error is a sentence: no card can be made
/// from it.
[[nodiscard]] Result<std::vector<std::string>, std::string> differences(const CardState& card,
                                                                        const std::string& exported,
                                                                        ExportSecrets secrets);

} // namespace uicc::profiles
