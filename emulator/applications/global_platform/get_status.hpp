#pragma once

#include "codec/ber_tlv.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "emulator/security/global_platform/registry.hpp"

#include <span>

namespace uicc::emulator::global_platform {

/// GET STATUS, GPCS §11.4.2.
struct StatusQuery {
    Byte kinds = 0; ///< P1
    bool with_modules = false;
    bool next = false;              ///< continues the query before
    bool tlv = false;               ///< E3 templates, instead of the form of GlobalPlatform 2.1
    Bytes aid{};                    ///< the first octets, none for all entries
    std::vector<codec::Tag> tags{}; ///< that are asked for; empty when there is no tag list
};

/// 6A86 for P1 and P2, 6A80 for the search criteria.
[[nodiscard]] Result<StatusQuery, StatusWord> parse_get_status(const CommandApdu& command);

/// As many whole entries as fit into an answer, at least one.
struct StatusPage {
    ResponseApdu response{};
    std::size_t next = 0; ///< index into the registry where the next page starts
};

/// The entries from index `first` on. 6310 when there are more, 6A88 when there are none.
[[nodiscard]] Result<StatusPage, StatusWord> status_page(std::span<const RegistryEntry> registry,
                                                         const StatusQuery& query,
                                                         std::size_t first,
                                                         std::size_t maximum_size);

} // namespace uicc::emulator::global_platform
