#include "emulator/dm/defects.hpp"

#include <algorithm>

namespace uicc::emulator::dm {
namespace {

DmError error(std::string field, std::string what)
{
    return {.what = std::move(what), .field = std::move(field)};
}

Result<void, DmError> patch(const Patch& change, Bytes& content)
{
    if (change.offset > content.size() || change.octets.size() > content.size() - change.offset) {
        return tl::unexpected{
            error("patch",
                  "reaches behind the " + std::to_string(content.size()) + " octets of content")};
    }
    std::ranges::copy(change.octets, content.begin() + static_cast<std::ptrdiff_t>(change.offset));
    return {};
}

} // namespace

Result<Bytes, DmError> apply(const Defects& defects, Bytes content)
{
    for (const Patch& change : defects.patches) {
        TRY(patch(change, content));
    }
    if (defects.truncate > content.size()) {
        return tl::unexpected{error("truncate", std::to_string(defects.truncate) +
                                                    " octets cannot be cut from " +
                                                    std::to_string(content.size()))};
    }
    content.resize(content.size() - defects.truncate);
    if (!defects.padding) {
        return content;
    }
    if (defects.padding->size < content.size()) {
        return tl::unexpected{error("padding", std::to_string(content.size()) +
                                                   " octets do not fit a file of " +
                                                   std::to_string(defects.padding->size))};
    }
    content.resize(defects.padding->size, defects.padding->octet);
    return content;
}

} // namespace uicc::emulator::dm
