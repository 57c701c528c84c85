#include "daemon/farm/turn_store.hpp"

#include <utility>

namespace uicc::daemon {

Result<void, filesystem::StoreError> TurnStore::apply(
    const filesystem::CardKey& card, std::span<const filesystem::StoreEntry> changes)
{
    if (is_in_turn_ && !has_begun_) {
        TRY(store_.begin_group());
        has_begun_ = true;
    }
    return store_.apply(card, changes);
}

Result<void, std::string> TurnStore::end()
{
    is_in_turn_ = false;
    if (!std::exchange(has_begun_, false)) {
        return {};
    }
    return store_.end_group().map_error([](const auto& error) { return error.what; });
}

} // namespace uicc::daemon
