#include "profiles/loader/make_card.hpp"

#include "profiles/loader/card_builder.hpp"
#include "profiles/loader/card_plan.hpp"

namespace uicc::profiles {

std::shared_ptr<const emulator::CardDescription> make_card(LoadContext& context,
                                                           const yaml::Node& document)
{
    const std::size_t earlier = context.report.size();
    CardPlan plan = read_card(context, document);
    if (context.report.size() == earlier) {
        return build_card(context, plan);
    }
    check_card(context, plan); // what follows would only report consequences
    return nullptr;
}

} // namespace uicc::profiles
