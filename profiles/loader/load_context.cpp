#include "profiles/loader/load_context.hpp"

#include <fmt/format.h>

namespace uicc::profiles {

void LoadContext::refuse(yaml::Position position, std::string message)
{
    report.add(position, std::move(message));
    report.close();
}

bool LoadContext::claim(std::size_t& left, yaml::Position position, std::size_t octets)
{
    if (octets <= left) {
        left -= octets;
        return true;
    }
    refuse(position, fmt::format("the files of this card need more than {} MB in all",
                                 max_card_memory >> 20U));
    return false;
}

bool LoadContext::claim_memory(yaml::Position position, std::size_t octets)
{
    return claim(memory_left_, position, octets);
}

bool LoadContext::claim_included(yaml::Position position, std::size_t octets)
{
    return claim(included_left_, position, octets);
}

bool LoadContext::claim_file(yaml::Position position)
{
    if (files_left_ > 0) {
        --files_left_;
        return true;
    }
    refuse(position, fmt::format("a card has at most {} files", max_file_count));
    return false;
}

} // namespace uicc::profiles
