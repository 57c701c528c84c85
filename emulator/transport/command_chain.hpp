#pragma once

#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"

#include <optional>

namespace uicc::emulator {

/// A command that comes in parts, all but the last with CLA b5: the data are those of the parts one
/// behind the other. ISO/IEC 7816-4 §5.3.3.
class CommandChain {
public:
    /// A command whose class is known. The command to carry out, which borrows from the chain until
    /// the next call; nothing while more parts are to come. What does not continue a chain ends it
    /// without being carried out: 6883; so do more than 65,535 octets: 6700.
    [[nodiscard]] Result<std::optional<CommandApdu>, StatusWord> add(const CommandApdu& command);

    /// More parts are to come.
    [[nodiscard]] bool is_open() const noexcept { return is_open_; }

    void drop()
    {
        is_open_ = false;
        data_ = {};
    }

private:
    [[nodiscard]] bool is_continued_by(const CommandApdu& command) const;

    bool is_open_ = false;
    CommandApdu header_{}; // without data
    SecureBytes data_;
};

} // namespace uicc::emulator
