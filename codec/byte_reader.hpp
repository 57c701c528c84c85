#pragma once

#include "codec/bytes.hpp"
#include "codec/decode_error.hpp"
#include "codec/result.hpp"

#include <cstddef>
#include <cstdint>

namespace uicc::codec {

/// Hands out octets front to back and refuses to read past the end.
class ByteReader {
public:
    explicit constexpr ByteReader(ByteView octets) noexcept : size_{octets.size()}, rest_{octets} {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }

    /// Octets consumed so far.
    [[nodiscard]] constexpr std::size_t offset() const noexcept { return size_ - rest_.size(); }

    [[nodiscard]] constexpr std::size_t remaining() const noexcept { return rest_.size(); }

    [[nodiscard]] Result<Byte, DecodeError> take() { return TRY(take(1)).front(); }

    [[nodiscard]] Result<ByteView, DecodeError> take(std::size_t count)
    {
        if (count > rest_.size()) {
            return tl::unexpected{DecodeError::Truncated};
        }
        const ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    /// The next `octets` octets as one number, most significant first; at most 8.
    [[nodiscard]] Result<std::uint64_t, DecodeError> take_number(std::size_t octets)
    {
        std::uint64_t number = 0;
        for (const Byte octet : TRY(take(octets))) {
            number = number << 8U | octet;
        }
        return number;
    }

private:
    std::size_t size_;
    ByteView rest_;
};

} // namespace uicc::codec
