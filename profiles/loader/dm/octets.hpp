#pragma once

#include "profiles/loader/section.hpp"

namespace uicc::profiles {

/// Text or hexadecimal octets, under one of two keys.
[[nodiscard]] std::optional<Bytes> read_octets(Section& section,
                                               std::string_view text_key,
                                               std::string_view hex_key);
[[nodiscard]] std::optional<SecureBytes> read_secret_octets(Section& section,
                                                            std::string_view text_key,
                                                            std::string_view hex_key);

} // namespace uicc::profiles
