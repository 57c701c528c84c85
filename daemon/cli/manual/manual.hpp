#pragma once

#include <string>

namespace uicc::daemon::cli::manual {

/// vuicc(1) and vuiccd(8) in the man macros of roff, out of what the programs say about themselves.
[[nodiscard]] std::string vuicc_page();
[[nodiscard]] std::string vuiccd_page();

} // namespace uicc::daemon::cli::manual
