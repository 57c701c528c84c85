#pragma once

#include <string>

namespace uicc::emulator {

/// "1 try left", "2 tries left": of a PIN or a CHV, as explanations and traces say it.
[[nodiscard]] std::string tries_left_in_words(unsigned count);

} // namespace uicc::emulator
