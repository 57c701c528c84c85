#pragma once

#include "filesystem/image/image.hpp"
#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/report.hpp"

#include <string>

namespace uicc::profiles {

/// Finds the owner of every file with `same-as`; reports those that lead nowhere. No file may come
/// or go any more.
void link_shared_bodies(Report& report, FilePlan& mf);

/// Gives these files the shape of their owners, once all sizes are known.
void share_shapes(Report& report, FilePlan& mf);

/// The names that lead to a file of a card from below the MF: "ADF.USIM/EF.IMSI".
[[nodiscard]] std::string path_below_mf(const filesystem::Image& files, filesystem::FileIndex file);

} // namespace uicc::profiles
