#include "filesystem/contents/network/location.hpp"

#include "codec/byte_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::filesystem::contents {
namespace {

constexpr Byte unused = 0xFF;

struct Layout {
    std::size_t identity = 0; // octets
    std::size_t area = 0;
    bool has_tmsi_time = false;
    std::string_view clause{};

    [[nodiscard]] constexpr std::size_t size() const
    {
        return identity + plmn_size + area + (has_tmsi_time ? 1U : 0U) + 1;
    }
};

constexpr Layout layout_of(LocationKind kind) noexcept
{
    switch (kind) {
    case LocationKind::Loci:
        return {4, 2, true, "TS 31.102 §4.2.17"};
    case LocationKind::PsLoci:
        return {7, 3, false, "TS 31.102 §4.2.23"};
    case LocationKind::EpsLoci:
        return {12, 2, false, "TS 31.102 §4.2.91"};
    case LocationKind::FiveGsLoci:
        return {13, 3, false, "TS 31.102 §4.4.11.2"};
    }
    return {};
}

constexpr auto status_names = std::to_array<std::string_view>(
    {"updated", "not-updated", "plmn-not-allowed", "area-not-allowed"});

/// LAC 0000 is deleted; so is a RAC of FF, TS 24.008 §10.5.5.15.
Bytes deleted_area(LocationKind kind, std::size_t size)
{
    Bytes area(size);
    if (kind == LocationKind::PsLoci) {
        area.back() = unused;
    }
    return area;
}

Result<void, ContentError> require_size(std::string_view part,
                                        std::size_t is,
                                        std::size_t wanted,
                                        const Layout& layout)
{
    if (is != wanted) {
        return refused(
            fmt::format("{} takes {} octets here, not {} ({})", part, wanted, is, layout.clause));
    }
    return {};
}

} // namespace

Result<Byte, ContentError> parse_location_status(std::string_view text)
{
    const auto found = std::ranges::find(status_names, text);
    if (found == status_names.end()) {
        return refused(fmt::format("\"{}\" is no update status; known are updated, not-updated, "
                                   "plmn-not-allowed and area-not-allowed (TS 31.102 §4.2.17)",
                                   text));
    }
    return static_cast<Byte>(found - status_names.begin());
}

std::optional<std::string_view> location_status_name(Byte status) noexcept
{
    return status < status_names.size() ? std::optional{status_names[status]} : std::nullopt;
}

Result<Bytes, ContentError> encode_location(LocationKind kind, const Location& location)
{
    const Layout layout = layout_of(kind);
    Bytes body = location.identity;
    if (body.empty()) {
        body.assign(layout.identity, unused);
    }
    TRY(require_size("the temporary identity", body.size(), layout.identity, layout));
    codec::append(body, location.plmn ? encode_plmn(*location.plmn) : Bytes(plmn_size, unused));
    const Bytes area = location.area.value_or(deleted_area(kind, layout.area));
    TRY(require_size("the area code", area.size(), layout.area, layout));
    codec::append(body, area);
    if (layout.has_tmsi_time) {
        body.push_back(location.tmsi_time);
    }
    body.push_back(location.status);
    return body;
}

Result<Location, ContentError> decode_location(LocationKind kind, ByteView body)
{
    const Layout layout = layout_of(kind);
    TRY(require_size("location information", body.size(), layout.size(), layout));
    const ByteView identity = body.first(layout.identity);
    const ByteView area = body.subspan(layout.identity + plmn_size, layout.area);
    const auto plmn = TRY(decode_plmn(body.subspan(layout.identity, plmn_size)));
    const bool has_identity =
        std::ranges::any_of(identity, [](Byte octet) { return octet != unused; });
    return Location{
        .identity = has_identity ? Bytes{identity.begin(), identity.end()} : Bytes{},
        .plmn = plmn,
        .area = Bytes{area.begin(), area.end()},
        .tmsi_time = layout.has_tmsi_time ? body[body.size() - 2] : unused,
        .status = body.back(),
    };
}

} // namespace uicc::filesystem::contents
