#pragma once

#include "filesystem/store/store.hpp"

#include <map>

namespace uicc::filesystem {

/// Forgets everything when it is destroyed: `--volatile`, and tests that restart a card.
class MemoryStore final : public Store {
public:
    Result<std::vector<StoreEntry>, StoreError> load(const CardKey& card) override;
    Result<std::vector<std::string>, StoreError> known_profiles(const std::string& card) override;
    Result<void, StoreError> apply(const CardKey& card,
                                   std::span<const StoreEntry> changes) override;

private:
    using Cells = std::map<std::string, SecureBytes, std::less<>>;

    std::map<std::pair<std::string, std::string>, Cells> cards_;
};

} // namespace uicc::filesystem
