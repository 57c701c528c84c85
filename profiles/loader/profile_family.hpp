#pragma once

#include "profiles/loader/load_profile.hpp"
#include "profiles/loader/profile_origin.hpp"

#include <cstdint>
#include <memory>

namespace uicc::profiles {

/// One profile that describes many cards, told apart by the variables in it (see substitute). Cards
/// of a family share what is the same in all of them. Any thread may ask for a card.
class ProfileFamily {
public:
    using FamilyResult = Result<std::shared_ptr<ProfileFamily>, Diagnostics>;

    /// Reads the file and makes its first card, so that mistakes show at once.
    [[nodiscard]] static FamilyResult load(const std::filesystem::path& file);
    [[nodiscard]] static FamilyResult load_text(std::string text,
                                                const std::filesystem::path& name);

    /// The same for all cards of the family.
    [[nodiscard]] const std::string& profile_hash() const { return first_->profile_hash; }

    /// A card by its index, from 0.
    [[nodiscard]] LoadResult card(std::uint32_t index) const;

    /// What EF.ICCID of a card will say, found without making the card; empty where only the whole
    /// card can tell.
    [[nodiscard]] Result<std::string, Diagnostics> iccid(std::uint32_t index) const;

private:
    explicit ProfileFamily(std::shared_ptr<FamilyText> text);

    [[nodiscard]] Result<void, Diagnostics> read();
    [[nodiscard]] LoadResult make(std::uint32_t index) const;

    std::shared_ptr<FamilyText> text_;
    std::shared_ptr<const emulator::CardDescription> first_;
};

} // namespace uicc::profiles
