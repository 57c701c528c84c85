#pragma once

#include "emulator/card/card_description.hpp"
#include "profiles/loader/card_plan.hpp"

#include <memory>

namespace uicc::profiles {

/// Looks for what no single file shows: identifiers that stand twice, rules that lead nowhere.
void check_card(LoadContext& context, CardPlan& card);

/// Fills in what follows from the other files (EF.DIR, EF.ARR, EF.UST), checks the whole and builds
/// the card. The result counts only while the report stays empty.
[[nodiscard]] std::shared_ptr<const emulator::CardDescription> build_card(LoadContext& context,
                                                                          CardPlan& card);

} // namespace uicc::profiles
