#include "profiles/loader/control_characters.hpp"

namespace uicc::profiles {

std::optional<ControlCharacter> find_control(std::string_view text)
{
    const auto octet = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0xFFU;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (octet(i) < 0x20 || octet(i) == 0x7F) {
            return ControlCharacter{i, 1};
        }
        if (octet(i) == 0xC2 && octet(i + 1) >= 0x80 && octet(i + 1) <= 0x9F) {
            return ControlCharacter{i, 2};
        }
    }
    return std::nullopt;
}

} // namespace uicc::profiles
