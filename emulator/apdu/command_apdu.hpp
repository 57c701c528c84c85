#pragma once

#include "codec/bytes.hpp"
#include "codec/result.hpp"
#include "emulator/apdu/status_word.hpp"

#include <cstddef>
#include <optional>

namespace uicc::emulator {

enum class Instruction : Byte {};

/// Ne, ISO/IEC 7816-4 §5.1: how many octets the terminal expects. Le 00 asks for all there are, up
/// to 256, or 65,536 in the extended form.
struct ExpectedLength {
    std::size_t limit = 0;
    bool as_many_as_available = false;
};

/// A command as it came in, its data borrowed from the octets that were parsed.
struct CommandApdu {
    Byte cla = 0;
    Instruction ins{};
    Byte p1 = 0;
    Byte p2 = 0;
    ByteView data{};
    std::optional<ExpectedLength> ne{}; ///< absent: no Le
    bool extended = false;
};

/// The seven forms of ISO/IEC 7816-4 §5.1; anything else is 6700.
[[nodiscard]] Result<CommandApdu, StatusWord> parse_command(ByteView octets);

} // namespace uicc::emulator
