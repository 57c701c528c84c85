#include "emulator/apdu/command_apdu.hpp"

#include "codec/byte_reader.hpp"

namespace uicc::emulator {
namespace {

constexpr std::size_t header_size = 4;

ExpectedLength expected_length(std::size_t le, std::size_t maximum)
{
    return le == 0 ? ExpectedLength{maximum, true} : ExpectedLength{le, false};
}

/// What follows the header: a length of one or (extended) two octets, data, Le.
struct Body {
    std::size_t length_octets = 1;
    ByteView rest{}; // from the first length octet on

    [[nodiscard]] std::size_t number_at(std::size_t offset) const
    {
        std::size_t number = 0;
        for (const Byte octet : rest.subspan(offset, length_octets)) {
            number = number << 8 | octet;
        }
        return number;
    }

    [[nodiscard]] std::size_t maximum() const { return length_octets == 1 ? 256 : 65536; }
};

Result<void, StatusWord> parse_body(CommandApdu& command, const Body& body)
{
    const std::size_t field = body.length_octets;
    if (body.rest.size() == field) { // case 2
        command.ne = expected_length(body.number_at(0), body.maximum());
        return {};
    }
    if (body.rest.size() < field) {
        return tl::unexpected{sw::wrong_length};
    }
    const std::size_t lc = body.number_at(0);
    const std::size_t behind_data = body.rest.size() - field;
    if (lc == 0 || (behind_data != lc && behind_data != lc + field)) {
        return tl::unexpected{sw::wrong_length};
    }
    command.data = body.rest.subspan(field, lc);
    if (behind_data == lc + field) { // case 4
        command.ne = expected_length(body.number_at(field + lc), body.maximum());
    }
    return {};
}

} // namespace

Result<CommandApdu, StatusWord> parse_command(ByteView octets)
{
    if (octets.size() < header_size) {
        return tl::unexpected{sw::wrong_length};
    }
    CommandApdu command{
        .cla = octets[0], .ins = Instruction{octets[1]}, .p1 = octets[2], .p2 = octets[3]};
    const ByteView rest = octets.subspan(header_size);
    if (rest.empty()) { // case 1
        return command;
    }
    command.extended = rest.size() > 1 && rest[0] == 0;
    TRY(parse_body(command, command.extended ? Body{2, rest.subspan(1)} : Body{1, rest}));
    return command;
}

} // namespace uicc::emulator
