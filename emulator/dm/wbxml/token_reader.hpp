#pragma once

#include "codec/bytes.hpp"
#include "emulator/dm/dm_error.hpp"
#include "emulator/dm/wbxml/structure.hpp"

#include <cstdint>
#include <string>

namespace uicc::emulator::dm::wbxml {

/// Reads the pieces that WBXML tokens are made of, and refuses to read past the end.
class TokenReader {
public:
    TokenReader(ByteView content, std::size_t base) noexcept : content_{content}, base_{base} {}

    /// Octets consumed so far.
    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] std::size_t remaining() const noexcept { return content_.size() - at_; }

    /// The octets that follow, without consuming them.
    [[nodiscard]] ByteView rest() const { return content_.subspan(at_); }

    [[nodiscard]] tl::unexpected<DmError> refuse(std::size_t at, std::string what) const;

    [[nodiscard]] Result<Byte, DmError> take();

    /// A multi-octet integer of up to 32 bits, WBXML §5.1.
    [[nodiscard]] Result<std::uint32_t, DmError> take_number();

    /// The string table with its length; strings refer to it from here on.
    [[nodiscard]] Result<ByteView, DmError> take_string_table();
    [[nodiscard]] Result<ByteView, DmError> string_at(std::size_t reported_at, std::uint32_t index);

    /// What follows a string or entity token that stood at `start`; any other token is refused.
    /// The extent covers the text, which may lie in the string table.
    [[nodiscard]] Result<Extent, DmError> take_text(std::size_t start, Byte token);

    /// What follows an opaque token.
    [[nodiscard]] Result<Extent, DmError> take_opaque();

private:
    [[nodiscard]] Result<Extent, DmError> take_inline_string();
    [[nodiscard]] Result<Extent, DmError> take_table_string(std::size_t start);
    [[nodiscard]] Result<Extent, DmError> take_entity(std::size_t start);
    [[nodiscard]] Result<ByteView, DmError> terminated(ByteView area) const;

    ByteView content_;
    std::size_t base_;
    std::size_t at_ = 0;
    Extent string_table_{};
    std::size_t table_text_ = 0; ///< octets of all strings taken from the table
};

} // namespace uicc::emulator::dm::wbxml
