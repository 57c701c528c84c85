#pragma once

#include "codec/result.hpp"
#include "emulator/card/card_description.hpp"
#include "profiles/loader/diagnostic.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace uicc::profiles {

using Diagnostics = std::vector<Diagnostic>;
using LoadResult = Result<std::shared_ptr<const emulator::CardDescription>, Diagnostics>;

/// The card that a profile file describes, the first one of a family, or every mistake in it, in
/// order of position.
[[nodiscard]] LoadResult load_profile(const std::filesystem::path& file);

/// The same for a text; `name` stands for the file in diagnostics, and files that the text includes
/// are looked up beside it.
[[nodiscard]] LoadResult load_profile_text(std::string text, const std::filesystem::path& name);

/// Who a card says it is; empty where the files are missing or unreadable.
struct CardIdentity {
    std::string iccid{};
    std::string imsi{};
};

[[nodiscard]] CardIdentity identity_of(const emulator::CardDescription& card);

} // namespace uicc::profiles
