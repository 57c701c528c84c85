#pragma once

#include "emulator/security/secure_messaging/sm_session.hpp"

#include <string_view>

namespace uicc::emulator::secure_messaging::test {

using CommandHeader = std::array<Byte, 4>;

/// The other end of a session: makes protected commands out of data objects given as they are, so
/// that it can also make what no terminal should.
class SmTerminal {
public:
    SmTerminal(Algorithm algorithm, const KeyPair& keys);

    /// The card's end, in the same state.
    [[nodiscard]] SmSession card(ResponseData response_data = ResponseData::Encrypted) const;

    /// Header, Lc, the objects, DO 8E, Le. The class says whether the checksum has the header.
    [[nodiscard]] Bytes command(const CommandHeader& header, ByteView objects);
    [[nodiscard]] Bytes command(const CommandHeader& header, std::string_view objects);

    /// As the terminal that pads an absent list of objects too.
    [[nodiscard]] Bytes command_padded_twice(const CommandHeader& header);

    /// Padded, with the counter of the next command.
    [[nodiscard]] Bytes cryptogram(ByteView plain) const;

    /// Without padding, with the counter of the next command.
    [[nodiscard]] Bytes cryptogram_of_blocks(ByteView blocks) const;

    /// The counter that the card raises for its response.
    void skip_response() { counter_.increment(); }

private:
    [[nodiscard]] Bytes checksum_input(const CommandHeader& header, ByteView objects) const;
    [[nodiscard]] Bytes assembled(const CommandHeader& header,
                                  ByteView objects,
                                  ByteView checksum_input) const;

    Algorithm algorithm_;
    KeyPair keys_;
    std::unique_ptr<CipherSuite> suite_;
    SendSequenceCounter counter_;
};

} // namespace uicc::emulator::secure_messaging::test
