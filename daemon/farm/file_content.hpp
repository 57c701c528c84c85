#pragma once

#include "filesystem/contents/content_value.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace uicc::daemon {

/// One way of saying what a file is to hold, as in a profile. Lists and members are JSON's.
struct FileContent {
    enum class Form : Byte {
        Hex,
        Text,     ///< its octets
        Readable, ///< what stands behind the field of the file, `imsi` of EF.IMSI, or {"imsi": ...}
    };

    Form form = Form::Hex;
    nlohmann::json value{};
    std::optional<std::size_t> record{}; ///< from 1
    std::optional<std::size_t> offset{}; ///< Hex only: what lies around stays
};

/// Stages the content of an EF. What it does not reach is filled with FF, as in a profile, unless
/// there is an offset. A file with records takes one record, or those from the first on where
/// Readable gives a list. The error is a sentence.
[[nodiscard]] Result<void, std::string> stage_content(filesystem::CardMemory& memory,
                                                      filesystem::FileIndex file,
                                                      const FileContent& content);

/// An EF with its octets and, where the catalogue can read it, its meaning: "data", "text" and
/// "value", or "records" with one of these each. The error is a sentence.
[[nodiscard]] Result<nlohmann::json, std::string> show_content(const filesystem::CardMemory& memory,
                                                               filesystem::FileIndex file,
                                                               std::optional<std::size_t> record);

} // namespace uicc::daemon
