#pragma once

#include "emulator/card/card_description.hpp"
#include "profiles/loader/load_context.hpp"

#include <memory>

namespace uicc::profiles {

/// The card that a map describes, as a profile does; variables are not replaced in it. It counts
/// only while the report stays empty.
[[nodiscard]] std::shared_ptr<const emulator::CardDescription> make_card(
    LoadContext& context, const yaml::Node& document);

} // namespace uicc::profiles
