#pragma once

#include "codec/ber_tlv.hpp"
#include "codec/bytes.hpp"
#include "filesystem/file.hpp"

#include <cstddef>
#include <optional>

namespace uicc::filesystem {

/// The data objects in the body of a BER-TLV EF stand one behind the other, FF behind them,
/// TS 102 221 §8.2.2.5. What cannot be decoded is no object.

/// Octets that the objects take up.
[[nodiscard]] std::size_t used_size(ByteView body);

/// A whole object: tag, length and value.
[[nodiscard]] std::optional<ByteView> find_object(ByteView body, codec::Tag tag);

/// The tags of all objects in their order, one behind the other.
[[nodiscard]] Bytes object_tags(ByteView body);

/// The objects without the one of this tag, and without what is behind them.
[[nodiscard]] Bytes objects_without(ByteView body, codec::Tag tag);

/// Whether a BER-TLV EF says that it takes DER only: A5/84, TS 102 221 §11.1.1.4.6.5.
[[nodiscard]] bool takes_der_only(const FileHeader& file);

} // namespace uicc::filesystem
