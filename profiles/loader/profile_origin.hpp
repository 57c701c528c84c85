#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/card/card_description.hpp"
#include "profiles/yaml/node.hpp"
#include "profiles/yaml/source.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace uicc::profiles {

/// A profile as it stands in its file.
struct FamilyText {
    yaml::Source source;
    std::filesystem::path name{};
    yaml::NodePtr document{}; ///< without `family:`, variables not filled in
    SecureBytes master_key{};
};

/// The profile that a card was made from.
class ProfileOrigin final : public emulator::CardOrigin {
public:
    ProfileOrigin(std::shared_ptr<const FamilyText> text, std::uint32_t index)
        : text_{std::move(text)}, index_{index}
    {}

    /// Of this card: variables are filled in.
    [[nodiscard]] yaml::NodePtr document() const;

private:
    std::shared_ptr<const FamilyText> text_;
    std::uint32_t index_ = 0;
};

} // namespace uicc::profiles
