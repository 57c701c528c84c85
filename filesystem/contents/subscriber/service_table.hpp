#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace uicc::filesystem::contents {

/// EF.UST, EF.IST, EF.EST and their like: service n is bit n of the file, TS 31.102 §4.2.8. In
/// `size` octets, the others 00 because FF would announce every service; size 0: as few as hold the
/// highest number.
[[nodiscard]] Result<Bytes, ContentError> encode_services(std::span<const unsigned> services,
                                                          std::size_t size = 0);

/// In ascending order.
[[nodiscard]] std::vector<unsigned> decode_services(ByteView table);

/// EF.SST: two bits per service, allocated and activated; TS 51.011 §10.3.7. The services are both.
[[nodiscard]] Result<Bytes, ContentError> encode_sim_services(std::span<const unsigned> services,
                                                              std::size_t size = 0);

/// Those that are allocated and activated.
[[nodiscard]] std::vector<unsigned> decode_sim_services(ByteView table);

} // namespace uicc::filesystem::contents
