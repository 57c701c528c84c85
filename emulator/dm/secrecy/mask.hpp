#pragma once

#include <cstddef>
#include <string>

namespace uicc::emulator::dm::secrecy {

/// Stands for a value that is not shown: `[16 octets]`, which XML takes as it is.
[[nodiscard]] std::string mask(std::size_t octets);

} // namespace uicc::emulator::dm::secrecy
