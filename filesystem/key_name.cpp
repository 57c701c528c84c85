#include "filesystem/key_name.hpp"

#include <fmt/format.h>

namespace uicc::filesystem {

std::string name_of(KeyReference reference)
{
    const auto value = static_cast<unsigned>(reference);
    const unsigned number = value & 0x7FU;
    if (reference == universal_pin) {
        return "universal PIN";
    }
    if (is_administrative(reference)) { // 0A to 0E are ADM1 to ADM5, 8A to 8E ADM6 to ADM10
        return fmt::format("ADM{}", number - 9 + (is_local(reference) ? 5 : 0));
    }
    constexpr unsigned most_applications = 8;
    if (number == 0 || number > most_applications) {
        return fmt::format("key {:02X}", value);
    }
    if (!is_local(reference)) { // "PIN2" is what everybody calls 81, not 02
        return number == 2 ? "PIN1 of application 2" : fmt::format("PIN{}", number);
    }
    return reference == pin2 ? "PIN2" : fmt::format("PIN2 of application {}", number);
}

} // namespace uicc::filesystem
