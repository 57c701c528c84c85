#pragma once

#include "profiles/loader/file_plan.hpp"
#include "profiles/loader/load_context.hpp"

namespace uicc::profiles {

/// Where contents are to go.
struct ContentPlace {
    const FilePlan& file;
    std::size_t size = 0;         ///< octets of the body, or of a record; 0: as many as needed
    std::string_view advice = {}; ///< key that makes more room, if the profile does not use it yet
};

/// What `hex:`, `text:`, `file:` or the readable field of an EF says.
struct ReadContent {
    bool given = false;               ///< also when it was wrong, and reported
    std::vector<Bytes> contents{};    ///< one body; of a file with records, some records
    const yaml::Node* node = nullptr; ///< the value
};

/// Content keys of an EF. More than one of them is reported.
[[nodiscard]] ReadContent read_content(LoadContext& context,
                                       Section& section,
                                       const ContentPlace& place);

/// A record as an item of a list: hexadecimal digits, or content keys. Nothing when it is wrong; a
/// node without a value is an empty record.
[[nodiscard]] std::optional<Bytes> read_record(LoadContext& context,
                                               const yaml::Node& node,
                                               const ContentPlace& place);

/// Octets of a file beside the profile. Relative paths must not leave the folder of the profile.
[[nodiscard]] std::optional<Bytes> read_included_file(LoadContext& context, const yaml::Node& node);

} // namespace uicc::profiles
