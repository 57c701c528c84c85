#pragma once

#include "codec/bytes.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <optional>

namespace uicc::filesystem {

/// File identifier, TS 102 221 §8.3.
enum class Fid : std::uint16_t {};

inline constexpr Fid mf_fid{0x3F00};
inline constexpr Fid current_adf_fid{0x7FFF}; ///< the ADF of the application active on the channel
inline constexpr Fid ef_dir_fid{0x2F00};
inline constexpr Fid mf_arr_fid{0x2F06};
inline constexpr Fid df_arr_fid{0x6F06};

/// Short file identifier, 1 to 30 within one DF, TS 102 221 §8.3.
class Sfi {
public:
    [[nodiscard]] static constexpr std::optional<Sfi> from(unsigned value) noexcept
    {
        return value >= 1 && value <= 30 ? std::optional{Sfi{static_cast<Byte>(value)}}
                                         : std::nullopt;
    }

    [[nodiscard]] constexpr Byte value() const noexcept { return value_; }
    friend constexpr auto operator<=>(Sfi, Sfi) noexcept = default;

private:
    explicit constexpr Sfi(Byte value) noexcept : value_{value} {}

    Byte value_;
};

/// Compile-time Sfi for the file catalogue; an impossible value does not compile.
consteval Sfi operator""_sfi(unsigned long long value)
{
    return Sfi::from(static_cast<unsigned>(value)).value();
}

/// Application identifier (DF name), 5 to 16 octets, TS 101 220.
class Aid {
public:
    static constexpr std::size_t min_size = 5;
    static constexpr std::size_t max_size = 16;

    [[nodiscard]] static constexpr std::optional<Aid> from(ByteView octets) noexcept
    {
        if (octets.size() < min_size || octets.size() > max_size) {
            return std::nullopt;
        }
        Aid aid;
        std::ranges::copy(octets, aid.octets_.begin());
        aid.size_ = octets.size();
        return aid;
    }

    [[nodiscard]] constexpr ByteView octets() const noexcept
    {
        return ByteView{octets_}.first(size_);
    }

    /// Whether a name truncated on the right selects this application, TS 102 221 §8.5.1.2.
    [[nodiscard]] constexpr bool starts_with(ByteView name) const noexcept
    {
        return name.size() <= size_ && std::ranges::equal(octets().first(name.size()), name);
    }

    friend constexpr bool operator==(const Aid&, const Aid&) noexcept = default;

private:
    constexpr Aid() noexcept = default;

    std::array<Byte, max_size> octets_{};
    std::size_t size_ = 0;
};

/// Key reference of a PIN or administrative key, TS 102 221 §9.5.1 and Table 9.3.
enum class KeyReference : Byte {};

inline constexpr KeyReference pin1{0x01};
inline constexpr KeyReference universal_pin{0x11};
inline constexpr KeyReference pin2{0x81};
inline constexpr KeyReference adm1{0x0A};

/// A local (DF-specific) reference belongs to the application, a global one to the card.
[[nodiscard]] constexpr bool is_local(KeyReference reference) noexcept
{
    return (static_cast<Byte>(reference) & 0x80) != 0;
}

/// ADM1 to ADM10: 0A to 0E and 8A to 8E.
[[nodiscard]] constexpr bool is_administrative(KeyReference reference) noexcept
{
    const Byte number = static_cast<Byte>(reference) & 0x7F;
    return number >= 0x0A && number <= 0x0E;
}

} // namespace uicc::filesystem
