#include "emulator/dm/fill.hpp"

#include <algorithm>
#include <iterator>

namespace uicc::emulator::dm {

Result<void, DmError> require_written(ByteView content)
{
    if (std::ranges::all_of(content, is_fill)) {
        return tl::unexpected{DmError{
            .what = content.empty() ? "no octets" : "no data: the file holds nothing but fill"}};
    }
    return {};
}

Result<void, DmError> require_fill(ByteView content, std::size_t end)
{
    const auto rest = content.subspan(end);
    const auto stray = std::ranges::find_if_not(rest, is_fill);
    if (stray == rest.end()) {
        return {};
    }
    const auto distance = static_cast<std::size_t>(std::distance(rest.begin(), stray));
    return tl::unexpected{DmError{.offset = end + distance,
                                  .what = "the content ends at offset " + std::to_string(end) +
                                          ", but what follows is neither FF nor 00"}};
}

} // namespace uicc::emulator::dm
