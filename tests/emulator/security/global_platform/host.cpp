#include "tests/emulator/security/global_platform/host.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>

namespace uicc::test {
namespace {

using namespace emulator::global_platform;

Byte with_secure_messaging(Byte cla)
{
    return static_cast<Byte>((cla & 0x40) != 0 ? cla | 0x20 : cla | 0x04);
}

Bytes header_with_length(Byte cla, const emulator::CommandApdu& command, std::size_t lc)
{
    Bytes out{cla, static_cast<Byte>(command.ins), command.p1, command.p2};
    codec::append_number(out, lc, command.extended ? 3 : 1);
    return out;
}

void append_le(Bytes& out, const emulator::CommandApdu& command)
{
    if (command.ne) {
        const std::size_t le = command.ne->as_many_as_available ? 0 : command.ne->limit;
        codec::append_number(out, le, command.extended ? 2 : 1);
    }
}

} // namespace

Host::Host(const Transcript& transcript)
    : protocol_{transcript.protocol()}, enc_{octets(
                                            transcript.recorded().at("session").at("s_enc"))},
      mac_{octets(transcript.recorded().at("session").at("s_mac"))},
      host_cryptogram_{transcript.host_cryptogram()}
{}

bool Host::scp02() const
{
    return protocol_.number() == Protocol::Number::Scp02;
}

Bytes Host::mac_of(ByteView message)
{
    if (scp02()) {
        Bytes padded{message.begin(), message.end()};
        codec::append_padding(padded, 8);
        const crypto::DesBlock mac = crypto::retail_mac(ByteView{mac_}.first<16>(), icv_, padded);
        icv_ = crypto::des_encrypt_block(ByteView{mac_}.first<8>(), mac);
        return {mac.begin(), mac.end()};
    }
    Bytes chained{chaining_.begin(), chaining_.end()};
    codec::append(chained, message);
    chaining_ = crypto::aes_cmac(mac_, chained);
    return {chaining_.begin(), chaining_.begin() + static_cast<std::ptrdiff_t>(protocol_.size())};
}

Bytes Host::encrypted(ByteView data) const
{
    if (data.empty()) {
        return {};
    }
    Bytes padded{data.begin(), data.end()};
    if (scp02()) {
        codec::append_padding(padded, 8);
        return crypto::triple_des_cbc_encrypt(enc_, crypto::DesBlock{}, padded);
    }
    codec::append_padding(padded, 16);
    crypto::Block counter{};
    counter[15] = static_cast<Byte>(counter_);
    return crypto::aes_cbc_encrypt(enc_, crypto::aes_encrypt_block(enc_, counter), padded);
}

Bytes Host::external_authenticate(Byte level, Byte cla)
{
    level_ = level;
    const auto lc = static_cast<Byte>(2 * protocol_.size());
    Bytes message{static_cast<Byte>((cla & 0x80) | 0x04), 0x82, level, 0x00, lc};
    codec::append(message, host_cryptogram_);
    const Bytes mac = mac_of(message);
    message[0] = with_secure_messaging(cla);
    codec::append(message, mac);
    return message;
}

Bytes Host::protect(ByteView plain)
{
    const emulator::CommandApdu command = emulator::parse_command(plain).value();
    if ((level_ & 0x01U) == 0) {
        return {plain.begin(), plain.end()};
    }
    ++counter_;
    const Bytes body = (level_ & 0x02U) != 0 ? encrypted(command.data)
                                             : Bytes{command.data.begin(), command.data.end()};
    const ByteView authenticated = scp02() ? command.data : ByteView{body};
    const auto mac_class = static_cast<Byte>((command.cla & 0x80) | 0x04);
    Bytes message = header_with_length(mac_class, command, authenticated.size() + protocol_.size());
    codec::append(message, authenticated);
    const Bytes mac = mac_of(message);

    Bytes out =
        header_with_length(with_secure_messaging(command.cla), command, body.size() + mac.size());
    codec::append(out, body);
    codec::append(out, mac);
    append_le(out, command);
    return out;
}

OpenSession open_session(const std::string& transcript, Byte level)
{
    const Transcript recorded = transcript_named(transcript);
    Host host{recorded};
    const Bytes command = host.external_authenticate(level);
    auto session = external_authenticate(recorded.initialize().handshake,
                                         emulator::parse_command(command).value());
    return {std::move(host), std::move(session).value()};
}

Result<emulator::PlainCommand, emulator::StatusWord> unwrap(Session& session, ByteView command)
{
    const emulator::CommandApdu parsed = TRY(emulator::parse_command(command));
    return session.unwrap(parsed);
}

} // namespace uicc::test
