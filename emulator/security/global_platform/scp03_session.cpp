#include "emulator/security/global_platform/scp03_session.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "emulator/security/global_platform/class_coding.hpp"
#include "emulator/security/global_platform/mac_input.hpp"

#include <algorithm>
#include <utility>

namespace uicc::emulator::global_platform {
namespace {

constexpr std::size_t block_size = 16;

} // namespace

Scp03Session::Scp03Session(Protocol protocol, SecurityLevel level, SessionKeys keys)
    : Session{protocol, level}, keys_{std::move(keys)}
{}

std::optional<ByteView> Scp03Session::verify(const CommandApdu& command)
{
    const std::size_t mac_size = protocol().size();
    if (command.data.size() < mac_size) {
        return std::nullopt;
    }
    const ByteView data = command.data.first(command.data.size() - mac_size);
    SecureBytes message{chaining_.begin(), chaining_.end()};
    const SecureBytes input =
        mac_input(protected_channel_less_class(command.cla), command, command.data.size(), data);
    message.insert(message.end(), input.begin(), input.end());
    const crypto::Block mac = crypto::aes_cmac(keys_.mac, message);
    if (!equal_in_constant_time(ByteView{mac}.first(mac_size), command.data.last(mac_size))) {
        return std::nullopt;
    }
    chaining_ = mac;
    return data;
}

/// Amendment D §6.2.6 and §6.2.7: the counter of the command, told apart by the first octet.
crypto::Block Scp03Session::icv(Direction direction) const
{
    Bytes octets(block_size - sizeof counter_);
    octets[0] = static_cast<Byte>(direction);
    codec::append_number(octets, counter_, sizeof counter_);
    return crypto::aes_encrypt_block(keys_.enc, ByteView{octets}.first<block_size>());
}

std::optional<SecureBytes> Scp03Session::decrypt(ByteView cipher) const
{
    if (cipher.empty()) {
        return SecureBytes{};
    }
    if (!codec::is_whole_blocks(cipher, block_size)) {
        return std::nullopt;
    }
    SecureBytes padded = crypto::aes_cbc_decrypt(keys_.enc, icv(Direction::Command), cipher);
    return codec::remove_padding(padded, block_size) ? std::optional{std::move(padded)}
                                                     : std::nullopt;
}

std::optional<SecureBytes> Scp03Session::open(const CommandApdu& command)
{
    const auto data = verify(command);
    if (!data) {
        return std::nullopt;
    }
    ++counter_;
    return level().command_encryption ? decrypt(*data) : secure_copy(*data);
}

Bytes Scp03Session::encrypt(ByteView plain) const
{
    if (plain.empty()) {
        return {};
    }
    SecureBytes padded = secure_copy(plain);
    codec::append_padding(padded, block_size);
    return crypto::aes_cbc_encrypt(keys_.enc, icv(Direction::Response), padded);
}

void Scp03Session::protect(ResponseApdu& response)
{
    if (level().response_encryption) {
        response.data = encrypt(response.data);
    }
    Bytes message{chaining_.begin(), chaining_.end()};
    codec::append(message, response.data);
    codec::append_number(message, response.status.value(), 2);
    const crypto::Block mac = crypto::aes_cmac(keys_.r_mac, message);
    codec::append(response.data, ByteView{mac}.first(protocol().size()));
}

Result<SecureBytes, StatusWord> Scp03Session::decrypt_sensitive(ByteView data) const
{
    if (!codec::is_whole_blocks(data, block_size)) {
        return tl::unexpected{sw::incorrect_data};
    }
    return crypto::aes_cbc_decrypt(keys_.dek, crypto::Block{}, data);
}

} // namespace uicc::emulator::global_platform
