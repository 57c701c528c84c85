#pragma once

#include "codec/bytes.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace uicc::daemon::client::card {

/// Which tag may enclose file control parameters: 62 (FCP), 6F (FCI).
enum class Enclosure { Either, FcpOnly };

/// What SELECT tells about a file, as far as a client of bootstrap files wants to know it,
/// TS 102 221 §11.1.1.3.
struct FileParameters {
    std::optional<std::size_t> size{};          ///< of the body, tag 80
    std::optional<std::size_t> record_length{}; ///< out of tag 82
    std::optional<std::size_t> records{};       ///< likewise
    bool deactivated = false;                   ///< tag 8A
    std::vector<Byte> enabled_pins{};           ///< key references out of tag C6
};

/// Nothing when the template is malformed; objects in it that are not understood are passed over.
[[nodiscard]] std::optional<FileParameters> parse_file_parameters(ByteView answer,
                                                                  Enclosure enclosure);

} // namespace uicc::daemon::client::card
