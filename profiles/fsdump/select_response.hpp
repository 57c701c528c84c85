#pragma once

#include "filesystem/catalogue/access_rights.hpp"
#include "filesystem/fcp_template.hpp"

#include <optional>

namespace uicc::profiles::fsdump {

/// What the response to SELECT says of a file.
struct SelectResponse {
    filesystem::FcpTemplate fcp{};
    bool is_fcp = true; ///< false: a SIM answered, TS 51.011 §9.2.1
    std::optional<filesystem::catalogue::AccessRights> rights{}; ///< of an EF of a SIM
};

/// An FCP template, or the response of a SIM. The error is a sentence.
[[nodiscard]] Result<SelectResponse, std::string> decode_select_response(ByteView octets);

} // namespace uicc::profiles::fsdump
