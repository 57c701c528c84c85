#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Whether a value says that there is no such thing: the word `none`.
[[nodiscard]] inline bool is_none(const yaml::Node& node)
{
    return node.kind == yaml::Kind::Scalar && node.text == "none";
}

/// The word of `life-cycle:` for a state.
[[nodiscard]] std::string_view life_cycle_word(filesystem::LifeCycle state);

/// Keys that every file has but `access`: fcp, fid, life-cycle, shareable, proprietary.
void read_identity(Section& section, FilePlan& plan);

/// The same with `access`.
void read_header(Section& section, FilePlan& plan);

/// Keys of an ADF: aid, label, fid-in-fcp.
void read_application(Section& section, FilePlan& plan);

} // namespace uicc::profiles
