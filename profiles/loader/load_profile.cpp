#include "profiles/loader/load_profile.hpp"

#include "profiles/loader/profile_family.hpp"

namespace uicc::profiles {
namespace {

LoadResult first_card(const ProfileFamily::FamilyResult& family)
{
    if (!family) {
        return tl::unexpected{family.error()};
    }
    return (*family)->card(0);
}

} // namespace

LoadResult load_profile(const std::filesystem::path& file)
{
    return first_card(ProfileFamily::load(file));
}

LoadResult load_profile_text(std::string text, const std::filesystem::path& name)
{
    return first_card(ProfileFamily::load_text(std::move(text), name));
}

} // namespace uicc::profiles
