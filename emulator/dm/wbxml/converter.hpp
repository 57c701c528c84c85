#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/wbxml/vocabulary.hpp"

#include <string>
#include <string_view>

/// XML <-> WBXML by libwbxml2, and the one place that knows that library.
namespace uicc::emulator::dm::wbxml {

enum class Version : Byte { V12 = 0x02, V13 = 0x03 };

struct EncodingOptions {
    Version version = Version::V12;
    bool string_table = false;
    bool public_id = true; ///< false writes "unknown" where no number is registered
};

/// The document type follows from the DOCTYPE.
[[nodiscard]] Result<Bytes, DmError> from_xml(std::string_view xml, EncodingOptions options);

/// Only for documents that `check` has found whole. The result has no line breaks of its own.
[[nodiscard]] Result<std::string, DmError> to_xml(ByteView document, Language language);

} // namespace uicc::emulator::dm::wbxml
