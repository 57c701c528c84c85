#include "emulator/dm/dm_error.hpp"

namespace uicc::emulator::dm {

std::string to_string(const DmError& error)
{
    if (!error.field.empty()) {
        return error.field + ": " + error.what;
    }
    return "offset " + std::to_string(error.offset) + ": " + error.what;
}

} // namespace uicc::emulator::dm
