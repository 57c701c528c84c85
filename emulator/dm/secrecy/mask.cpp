#include "emulator/dm/secrecy/mask.hpp"

namespace uicc::emulator::dm::secrecy {

std::string mask(std::size_t octets)
{
    return "[" + std::to_string(octets) + (octets == 1 ? " octet]" : " octets]");
}

} // namespace uicc::emulator::dm::secrecy
