#include "filesystem/store/store.hpp"

#include <fmt/format.h>

namespace uicc::filesystem {

tl::unexpected<StoreError> no_such_snapshot(const CardKey& card, const std::string& name)
{
    return tl::unexpected{StoreError{StoreError::Kind::NoSuch,
                                     fmt::format("{} has no snapshot {}", card.card, name)}};
}

tl::unexpected<StoreError> snapshot_exists(const CardKey& card, const std::string& name)
{
    return tl::unexpected{StoreError{StoreError::Kind::Exists,
                                     fmt::format("{} has a snapshot {} already", card.card, name)}};
}

tl::unexpected<StoreError> something_kept(const CardKey& card)
{
    return tl::unexpected{
        StoreError{StoreError::Kind::Exists,
                   fmt::format("something is kept for {} under this profile already", card.card)}};
}

} // namespace uicc::filesystem
