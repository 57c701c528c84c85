#include "emulator/security/global_platform/mac_input.hpp"

namespace uicc::emulator::global_platform {

SecureBytes mac_input(Byte cla, const CommandApdu& command, std::size_t lc, ByteView data)
{
    SecureBytes input{cla, static_cast<Byte>(command.ins), command.p1, command.p2};
    if (command.extended) {
        input.push_back(0);
        input.push_back(static_cast<Byte>(lc >> 8U));
    }
    input.push_back(static_cast<Byte>(lc));
    input.insert(input.end(), data.begin(), data.end());
    return input;
}

} // namespace uicc::emulator::global_platform
