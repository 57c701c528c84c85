#include "emulator/security/global_platform/scp02_session.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"
#include "emulator/security/global_platform/class_coding.hpp"
#include "emulator/security/global_platform/mac_input.hpp"
#include "emulator/security/global_platform/scp02.hpp"

#include <algorithm>
#include <utility>

namespace uicc::emulator::global_platform {
namespace {

constexpr std::size_t block_size = 8;
constexpr std::size_t mac_size = 8;

} // namespace

Scp02Session::Scp02Session(Protocol protocol,
                           SecurityLevel level,
                           SessionKeys keys,
                           const crypto::DesBlock& icv)
    : Session{protocol, level}, keys_{std::move(keys)}, icv_{icv}
{}

void Scp02Session::replace_keys(SecureBytes r_mac, SecureBytes dek)
{
    keys_.r_mac = std::move(r_mac);
    keys_.dek = std::move(dek);
}

SecureBytes Scp02Session::c_mac_input(const CommandApdu& command, ByteView data) const
{
    if (protocol().mac_on_unmodified_command()) {
        return mac_input(channel_less_class(command.cla), command, data.size(), data);
    }
    return mac_input(protected_channel_less_class(command.cla), command, data.size() + mac_size,
                     data);
}

bool Scp02Session::verify(const CommandApdu& command, ByteView data, ByteView mac)
{
    const crypto::DesBlock expected = scp02_mac(keys_.mac, icv_, c_mac_input(command, data));
    if (!equal_in_constant_time(expected, mac)) {
        return false;
    }
    icv_ = protocol().icv_encryption()
               ? crypto::des_encrypt_block(ByteView{keys_.mac}.first<block_size>(), expected)
               : expected;
    if (!in_r_mac_session()) {
        r_mac_ = expected;
    }
    return true;
}

bool Scp02Session::verify(const CommandApdu& command)
{
    if (command.data.size() < mac_size) {
        return false;
    }
    const ByteView mac = command.data.last(mac_size);
    std::ranges::copy(mac, r_mac_.begin());
    return verify(command, command.data.first(command.data.size() - mac_size), mac);
}

/// Without data, hosts send a block of padding or nothing at all.
std::optional<SecureBytes> Scp02Session::decrypt(ByteView cipher) const
{
    if (cipher.empty()) {
        return SecureBytes{};
    }
    if (!codec::is_whole_blocks(cipher, block_size)) {
        return std::nullopt;
    }
    SecureBytes padded = crypto::triple_des_cbc_decrypt(keys_.enc, crypto::DesBlock{}, cipher);
    return codec::remove_padding(padded, block_size) ? std::optional{std::move(padded)}
                                                     : std::nullopt;
}

/// The C-MAC is one of the plain data, GPCS §E.4.6.
std::optional<SecureBytes> Scp02Session::open(const CommandApdu& command)
{
    if (command.data.size() < mac_size) {
        return std::nullopt;
    }
    const ByteView body = command.data.first(command.data.size() - mac_size);
    auto data = level().command_encryption ? decrypt(body) : secure_copy(body);
    if (!data || !verify(command, *data, command.data.last(mac_size))) {
        return std::nullopt;
    }
    return data;
}

Result<PlainCommand, StatusWord> Scp02Session::unwrap(const CommandApdu& command)
{
    auto plain = TRY(Session::unwrap(command));
    if (in_r_mac_session()) {
        r_mac_command_ =
            mac_input(channel_less_class(plain.cla), plain.apdu(), plain.data.size(), plain.data);
    }
    return plain;
}

/// GPCS §E.4.5: the command without its protection, the length of the answer modulo 256, the
/// answer, the status word.
void Scp02Session::protect(ResponseApdu& response)
{
    SecureBytes message = std::move(r_mac_command_);
    message.push_back(static_cast<Byte>(response.data.size()));
    message.insert(message.end(), response.data.begin(), response.data.end());
    message.push_back(response.status.sw1());
    message.push_back(response.status.sw2());
    r_mac_ = scp02_mac(keys_.r_mac, r_mac_, std::move(message));
    if (level().response_mac) {
        codec::append(response.data, r_mac_);
    }
}

Bytes Scp02Session::r_mac_so_far() const
{
    return {r_mac_.begin(), r_mac_.end()};
}

Result<SecureBytes, StatusWord> Scp02Session::decrypt_sensitive(ByteView data) const
{
    if (!codec::is_whole_blocks(data, block_size)) {
        return tl::unexpected{sw::incorrect_data};
    }
    return crypto::triple_des_ecb_decrypt(keys_.dek, data);
}

} // namespace uicc::emulator::global_platform
