// A card that answers 9000 to everything at once: the limit of whatever sits in front of it.
// null_card PORT [ATR]

#include "codec/hex.hpp"
#include "tests/bench/vpcd_socket.hpp"

#include <cstdlib>

int main(int count, char** arguments)
{
    using namespace uicc;
    if (count < 2) {
        return 2;
    }
    const Bytes atr =
        codec::from_hex(count > 2 ? arguments[2] : "3B9D9680811FC78031E073FE215F6556554943435F")
            .value();
    const Bytes answer{0x90, 0x00};
    auto socket = bench::VpcdSocket::connect(static_cast<std::uint16_t>(std::atoi(arguments[1])));
    for (Bytes message; socket.receive(message);) {
        const bool control = message.size() == 1;
        if (control && message[0] != 4) {
            continue; // power and reset are not answered
        }
        if (!socket.send(control ? atr : answer)) {
            return 1;
        }
    }
    return 0;
}
