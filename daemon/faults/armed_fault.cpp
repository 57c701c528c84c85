#include "daemon/faults/armed_fault.hpp"

#include "daemon/faults/fault_json.hpp"

#include <fmt/format.h>

namespace uicc::daemon::faults {

std::string describe(const ArmedFault& armed)
{
    return fmt::format("fault {}: {}", armed.id, to_json(armed.fault.action).dump());
}

Bytes answer_of(ByteView data, emulator::StatusWord status)
{
    Bytes answer{data.begin(), data.end()};
    answer.push_back(status.sw1());
    answer.push_back(status.sw2());
    return answer;
}

} // namespace uicc::daemon::faults
