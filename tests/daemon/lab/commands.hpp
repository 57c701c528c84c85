#pragma once

#include "codec/hex.hpp"
#include "daemon/trace/card_event.hpp"

#include <string_view>

namespace uicc::daemon::lab {

/// A command that a card got and answered.
inline trace::CardEvent command(std::string_view name,
                                std::string_view file,
                                std::string_view octets = "00B00000",
                                std::string_view response = "9000")
{
    return {.command = *codec::from_hex(octets),
            .response = *codec::from_hex(response),
            .name = std::string{name},
            .file = std::string{file}};
}

inline trace::CardEvent select(std::string_view file)
{
    return command("SELECT", file, "00A40004022F00");
}

inline trace::CardEvent read(std::string_view file, std::string_view response = "9000")
{
    return command("READ BINARY", file, "00B0000000", response);
}

inline trace::CardEvent verify()
{
    return command("VERIFY", "", "0020000108FFFFFFFFFFFFFFFF");
}

} // namespace uicc::daemon::lab
