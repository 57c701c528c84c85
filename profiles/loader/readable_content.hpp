#pragma once

#include "filesystem/contents/content_fields.hpp"
#include "profiles/loader/content.hpp"

namespace uicc::profiles {

/// Name of a field in profiles, where words are joined by hyphens.
[[nodiscard]] std::string key_of(const filesystem::contents::ContentField& field);

/// Body or records from the value of a readable field. Nothing when it is wrong, and reported.
[[nodiscard]] std::optional<std::vector<Bytes>> read_field(
    Report& report,
    const yaml::Node& node,
    const filesystem::contents::ContentField& field,
    const ContentPlace& place);

/// Reports what a content codec refuses, at the part of the value that it names.
void report_content(Report& report,
                    const yaml::Node& value,
                    const filesystem::contents::ContentError& error);

} // namespace uicc::profiles
