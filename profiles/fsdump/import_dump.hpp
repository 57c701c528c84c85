#pragma once

#include "codec/result.hpp"
#include "profiles/fsdump/import_report.hpp"

#include <string>
#include <string_view>

namespace uicc::profiles::fsdump {

struct ImportedProfile {
    std::string text{}; ///< YAML
    ImportReport report{};
};

/// A profile whose card answers as the one that was dumped: SELECT with the same octets, readable
/// files with their contents. What a dump cannot have gets placeholders. The error is a sentence
/// with the place in the dump.
[[nodiscard]] Result<ImportedProfile, std::string> import_dump(std::string_view text);

} // namespace uicc::profiles::fsdump
