#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <string>

namespace uicc::filesystem::contents {

/// A record of EF.DIR, TS 102 221 §13.1.
struct ApplicationEntry {
    Bytes aid{};
    std::string label{};   ///< empty: the object is left out
    Bytes path{};          ///< from the MF, such as 3F007F50; empty: the object is left out
    Bytes discretionary{}; ///< objects of tag 73; empty: the object is left out

    friend bool operator==(const ApplicationEntry&, const ApplicationEntry&) = default;
};

/// Template 61 with 4F, 50, 51 and 73 in this order, without fill.
[[nodiscard]] Result<Bytes, ContentError> encode_application_entry(const ApplicationEntry& entry);

/// Objects of other tags are left out, fill as well.
[[nodiscard]] Result<ApplicationEntry, ContentError> decode_application_entry(ByteView record);

} // namespace uicc::filesystem::contents
