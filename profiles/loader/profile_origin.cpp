#include "profiles/loader/profile_origin.hpp"

#include "profiles/loader/substitution.hpp"

namespace uicc::profiles {

yaml::NodePtr ProfileOrigin::document() const
{
    Report report{text_->name.string(), text_->source}; // stays empty: the card has been made
    return substitute(report, text_->document, {index_, text_->master_key});
}

} // namespace uicc::profiles
