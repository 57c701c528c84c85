#include "daemon/faults/armed_fault.hpp"

#include "daemon/faults/fault_json.hpp"

#include <fmt/format.h>

namespace uicc::daemon::faults {

/// Not every octet of a long answer: events wait for readers, and people read.
std::string describe(const ArmedFault& armed)
{
    constexpr std::size_t enough = 200;
    std::string words = fmt::format("fault {}: {}", armed.id, to_json(armed.fault.action).dump());
    if (words.size() > enough) {
        words.resize(enough);
        words += "...";
    }
    return words;
}

Bytes answer_of(ByteView data, emulator::StatusWord status)
{
    Bytes answer{data.begin(), data.end()};
    answer.push_back(status.sw1());
    answer.push_back(status.sw2());
    return answer;
}

} // namespace uicc::daemon::faults
