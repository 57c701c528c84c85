#include "filesystem/contents/subscriber/administrative_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

constexpr std::size_t mandatory_size = 3;

struct ModeName {
    OperationMode mode{};
    std::string_view name{};
};

constexpr auto mode_names = std::to_array<ModeName>({
    {OperationMode::Normal, "normal"},
    {OperationMode::NormalAndSpecificFacilities, "normal-and-specific-facilities"},
    {OperationMode::Maintenance, "maintenance"},
    {OperationMode::CellTest, "cell-test"},
    {OperationMode::TypeApproval, "type-approval"},
    {OperationMode::TypeApprovalAndSpecificFacilities, "type-approval-and-specific-facilities"},
});

} // namespace

std::optional<std::string_view> to_string(OperationMode mode) noexcept
{
    const auto found = std::ranges::find(mode_names, mode, &ModeName::mode);
    return found == mode_names.end() ? std::nullopt : std::optional{found->name};
}

Result<OperationMode, ContentError> parse_operation_mode(std::string_view text)
{
    const auto found = std::ranges::find(mode_names, text, &ModeName::name);
    if (found == mode_names.end()) {
        return refused(fmt::format("\"{}\" is no operation mode; known are normal, type-approval, "
                                   "normal-and-specific-facilities, "
                                   "type-approval-and-specific-facilities, maintenance and "
                                   "cell-test (TS 31.102 §4.2.18)",
                                   text));
    }
    return found->mode;
}

Result<Bytes, ContentError> encode_administrative_data(const AdministrativeData& data)
{
    Bytes body{static_cast<Byte>(data.mode), data.reserved, data.information};
    if (!data.mnc_length) {
        return body;
    }
    if (*data.mnc_length != 2 && *data.mnc_length != 3) {
        return refused(
            fmt::format("an MNC has 2 or 3 digits, not {} (TS 31.102 §4.2.18)", *data.mnc_length));
    }
    body.push_back(static_cast<Byte>(*data.mnc_length));
    return body;
}

Result<AdministrativeData, ContentError> decode_administrative_data(ByteView body)
{
    if (body.size() < mandatory_size) {
        return refused("administrative data take 3 octets or more (TS 31.102 §4.2.18)");
    }
    AdministrativeData data{
        .mode = OperationMode{body[0]}, .reserved = body[1], .information = body[2]};
    if (body.size() > mandatory_size) {
        const unsigned digits = body[mandatory_size] & 0x0FU; // b8 to b5 are reserved
        if (digits == 2 || digits == 3) {
            data.mnc_length = digits;
        }
    }
    return data;
}

} // namespace uicc::filesystem::contents
