#pragma once

#include "filesystem/memory/card_memory.hpp"

#include <initializer_list>
#include <optional>

namespace uicc::emulator::applications {

/// An EF below the ADF of an application, by the FIDs that lead to it; nothing where the card does
/// not have it.
[[nodiscard]] std::optional<filesystem::FileIndex> file_below(
    const filesystem::CardMemory& memory,
    filesystem::FileIndex adf,
    std::initializer_list<filesystem::Fid> path);

/// Its body as it is now.
[[nodiscard]] std::optional<ByteView> content_below(const filesystem::CardMemory& memory,
                                                    filesystem::FileIndex adf,
                                                    std::initializer_list<filesystem::Fid> path);

/// Whether a service table (EF.UST, TS 31.102 §4.2.8; EF.IST, TS 31.103 §4.2.7) announces a
/// service, counted from 1. A card without the table has none.
[[nodiscard]] bool announces_service(const filesystem::CardMemory& memory,
                                     filesystem::FileIndex adf,
                                     filesystem::Fid table,
                                     unsigned service);

} // namespace uicc::emulator::applications
