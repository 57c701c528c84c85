#include "tests/emulator/security/sm_terminal.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"
#include "emulator/apdu/class_byte.hpp"
#include "tests/support/vector_file.hpp"

namespace uicc::emulator::secure_messaging::test {

SmTerminal::SmTerminal(Algorithm algorithm, const KeyPair& keys)
    : algorithm_{algorithm}, keys_{keys}, suite_{make_suite(algorithm, keys)},
      counter_{Bytes(suite_->block_size())}
{}

SmSession SmTerminal::card(ResponseData response_data) const
{
    return {make_suite(algorithm_, keys_), counter_, response_data};
}

Bytes SmTerminal::command(const CommandHeader& header, ByteView objects)
{
    counter_.increment();
    return assembled(header, objects, checksum_input(header, objects));
}

Bytes SmTerminal::command(const CommandHeader& header, std::string_view objects)
{
    return command(header, ByteView{uicc::test::from_hex(objects)});
}

Bytes SmTerminal::command_padded_twice(const CommandHeader& header)
{
    counter_.increment();
    Bytes input = checksum_input(header, {});
    codec::append_padding(input, suite_->block_size());
    return assembled(header, {}, input);
}

Bytes SmTerminal::cryptogram(ByteView plain) const
{
    Bytes padded{plain.begin(), plain.end()};
    codec::append_padding(padded, suite_->block_size());
    return cryptogram_of_blocks(padded);
}

Bytes SmTerminal::cryptogram_of_blocks(ByteView blocks) const
{
    SendSequenceCounter next = counter_;
    next.increment();
    return suite_->encrypt(suite_->initial_vector(next.octets()), blocks);
}

Bytes SmTerminal::checksum_input(const CommandHeader& header, ByteView objects) const
{
    Bytes input{counter_.octets().begin(), counter_.octets().end()};
    const bool with_header = secure_messaging_of(header[0]) == SecureMessaging::HeaderAuthenticated;
    if (with_header) {
        codec::append(input, header);
        codec::append_padding(input, suite_->block_size());
    }
    if (!objects.empty() || !with_header) {
        codec::append(input, objects);
        codec::append_padding(input, suite_->block_size());
    }
    return input;
}

Bytes SmTerminal::assembled(const CommandHeader& header,
                            ByteView objects,
                            ByteView checksum_input) const
{
    Bytes data{objects.begin(), objects.end()};
    codec::append_tlv(data, tag::cryptographic_checksum, suite_->checksum(checksum_input));
    const bool extended = data.size() > 255;
    Bytes apdu{header.begin(), header.end()};
    codec::append_number(apdu, data.size(), extended ? 3 : 1);
    codec::append(apdu, data);
    codec::append_number(apdu, 0, extended ? 2 : 1);
    return apdu;
}

} // namespace uicc::emulator::secure_messaging::test
