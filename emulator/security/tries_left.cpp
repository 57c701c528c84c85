#include "emulator/security/tries_left.hpp"

#include <fmt/format.h>

namespace uicc::emulator {

std::string tries_left_in_words(unsigned count)
{
    return fmt::format("{} {} left", count, count == 1 ? "try" : "tries");
}

} // namespace uicc::emulator
