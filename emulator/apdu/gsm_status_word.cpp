#include "emulator/apdu/gsm_status_word.hpp"

#include <algorithm>
#include <array>

namespace uicc::emulator {
namespace {

struct Translation {
    StatusWord uicc;
    StatusWord gsm;
};

constexpr std::array translations{
    Translation{sw::memory_problem, sw::gsm::memory_problem},
    Translation{sw::not_enough_memory, sw::gsm::memory_problem},
    Translation{sw::no_ef_selected, sw::gsm::no_ef_selected},
    Translation{sw::offset_outside_file, sw::gsm::out_of_range},
    Translation{sw::record_not_found, sw::gsm::out_of_range},
    Translation{sw::file_not_found, sw::gsm::not_found},
    Translation{sw::incompatible_file_structure, sw::gsm::file_inconsistent_with_command},
    Translation{sw::security_status_not_satisfied, sw::gsm::access_condition_not_fulfilled},
    Translation{sw::security_context_not_supported, sw::gsm::access_condition_not_fulfilled},
    Translation{sw::referenced_data_invalidated, sw::gsm::contradiction_with_invalidation_status},
    Translation{sw::conditions_of_use_not_satisfied,
                sw::gsm::contradiction_with_invalidation_status},
    Translation{sw::incorrect_p1_p2, sw::gsm::incorrect_p1_p2},
};

} // namespace

StatusWord in_gsm_words(StatusWord status) noexcept
{
    if (status.sw1() == sw::wrong_le(0).sw1()) {
        return sw::gsm::wrong_length(status.sw2());
    }
    const auto found = std::ranges::find(translations, status, &Translation::uicc);
    return found == translations.end() ? status : found->gsm;
}

} // namespace uicc::emulator
