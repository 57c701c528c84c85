#pragma once

#include <string>

namespace uicc::test {

/// docs/files.md: the catalogue as tables for readers.
[[nodiscard]] std::string files_document();

} // namespace uicc::test
