#pragma once

#include "profiles/loader/card_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// Reports what no single file shows: identifiers that stand twice, files for services that are
/// off, rules that lead nowhere, FCPs that terminals have no room for. Settles the access rules.
void check_card(LoadContext& context, CardPlan& card);

} // namespace uicc::profiles
