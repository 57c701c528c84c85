#include "emulator/dm/base64.hpp"

#include <algorithm>
#include <string_view>

namespace uicc::emulator::dm {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string to_base64(ByteView octets)
{
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        const std::size_t present = std::min<std::size_t>(3, octets.size() - i);
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8U | (k < present ? octets[i + k] : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= present ? alphabet[(group >> (18 - 6 * k)) & 0x3FU] : '=';
        }
    }
    return text;
}

} // namespace uicc::emulator::dm
