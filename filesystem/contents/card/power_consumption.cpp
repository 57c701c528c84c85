#include "filesystem/contents/card/power_consumption.hpp"

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t meaningful_size = 3;
constexpr Byte idle_current_bit = 0x01;
constexpr Byte suspend_bit = 0x02;

} // namespace

Bytes encode_power_consumption(const PowerConsumption& power)
{
    const auto information =
        static_cast<Byte>((power.increased_idle_current ? idle_current_bit : 0) |
                          (power.supports_suspend ? suspend_bit : 0));
    return {power.milliamperes, power.operation_seconds, information, 0x00, 0x00};
}

Result<PowerConsumption, ContentError> decode_power_consumption(ByteView body)
{
    if (body.size() < meaningful_size) {
        return refused("the power consumption takes three octets or more (TS 102 221 §13.6)");
    }
    return PowerConsumption{
        .milliamperes = body[0],
        .operation_seconds = body[1],
        .increased_idle_current = (body[2] & idle_current_bit) != 0,
        .supports_suspend = (body[2] & suspend_bit) != 0,
    };
}

} // namespace uicc::filesystem::contents
