#include "tests/bench/authentication_requests.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "crypto/milenage.hpp"

#include <array>

namespace uicc::bench {
namespace {

Bytes hex(std::string_view text)
{
    return codec::from_hex(text).value();
}

constexpr std::array<Byte, 2> amf{0x80, 0x00};

} // namespace

struct AuthenticationRequests::State {
    Bytes k = hex("465b5ce8b199b49faa5f0a2ee238a6bc");
    Bytes opc = hex("cd63cb71954a9f4e48a5994e37a02baf");
    Bytes rand = hex("23553cbe9637a89d218ae64dae47bf35");
    crypto::Milenage milenage{crypto::BlockView{k}, crypto::BlockView{opc}};
    std::uint64_t seq = 0;
};

AuthenticationRequests::AuthenticationRequests() : state_{std::make_unique<State>()} {}

AuthenticationRequests::~AuthenticationRequests() = default;

Bytes AuthenticationRequests::next()
{
    const auto challenge = state_->milenage.challenge(crypto::BlockView{state_->rand});
    Bytes sqn;
    codec::append_number(sqn, ++state_->seq << 5U, 6);
    const auto keys = challenge.f2345();
    Bytes command = hex("0088008122 10");
    codec::append(command, state_->rand);
    command.push_back(0x10);
    for (std::size_t i = 0; i < sqn.size(); ++i) {
        command.push_back(static_cast<Byte>(sqn[i] ^ keys.ak.data()[i]));
    }
    codec::append(command, amf);
    codec::append(command, challenge.f1(crypto::SqnView{sqn.data(), 6}, amf));
    return command;
}

} // namespace uicc::bench
