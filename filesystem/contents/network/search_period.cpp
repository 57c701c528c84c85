#include "filesystem/contents/network/search_period.hpp"

#include <fmt/format.h>

namespace uicc::filesystem::contents {
namespace {

constexpr unsigned unit = 6; // minutes
constexpr unsigned longest = 255 * unit;

} // namespace

Result<Bytes, ContentError> encode_search_period(unsigned minutes)
{
    if (minutes % unit != 0 || minutes > longest) {
        return refused(fmt::format("a search period is a multiple of 6 minutes up to {}, not {} "
                                   "(TS 31.102 §4.2.6)",
                                   longest, minutes));
    }
    return Bytes{static_cast<Byte>(minutes / unit)};
}

Result<unsigned, ContentError> decode_search_period(ByteView body)
{
    if (body.size() != 1) {
        return refused("a search period takes one octet (TS 31.102 §4.2.6)");
    }
    return body[0] * unit;
}

} // namespace uicc::filesystem::contents
