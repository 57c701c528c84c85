#pragma once

#include "codec/bytes.hpp"
#include "codec/secure_bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace uicc::crypto {

/// `Size` secret octets held in place, zero at first: wiped on destruction, without operator== (use
/// equal_in_constant_time) and without operator<<. Converts to the spans that functions take.
template <std::size_t Size>
class SecretArray {
public:
    SecretArray() noexcept = default;
    explicit SecretArray(std::span<const Byte, Size> octets) noexcept
    {
        std::ranges::copy(octets, octets_.begin());
    }
    SecretArray(const SecretArray&) noexcept = default;
    SecretArray(SecretArray&&) noexcept = default;
    SecretArray& operator=(const SecretArray&) noexcept = default;
    SecretArray& operator=(SecretArray&&) noexcept = default;
    ~SecretArray() { wipe(octets_.data(), Size); }

    [[nodiscard]] Byte* data() noexcept { return octets_.data(); }
    [[nodiscard]] const Byte* data() const noexcept { return octets_.data(); }
    [[nodiscard]] Byte* begin() noexcept { return data(); }
    [[nodiscard]] const Byte* begin() const noexcept { return data(); }
    [[nodiscard]] Byte* end() noexcept { return data() + Size; }
    [[nodiscard]] const Byte* end() const noexcept { return data() + Size; }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return Size; }

    // NOLINTNEXTLINE(google-explicit-constructor): borrowed like any other array
    operator std::span<Byte, Size>() noexcept { return octets_; }
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator std::span<const Byte, Size>() const noexcept { return octets_; }

private:
    std::array<Byte, Size> octets_{};
};

} // namespace uicc::crypto
