#include "daemon/client/card/scp03.hpp"

#include "codec/byte_writer.hpp"
#include "codec/hex.hpp"
#include "codec/padding.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "daemon/client/card/status.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace uicc::daemon::client::card {
namespace {

constexpr std::size_t block_size = 16;
constexpr std::size_t mac_size = 8;
constexpr Byte encrypts_commands = 0x02;
constexpr Byte authenticates_responses = 0x10;
constexpr Byte encrypts_responses = 0x20;
constexpr Byte response_direction = 0x80;

// Derivation constants, Amendment D §4.1.5 table 4-1.
constexpr Byte card_cryptogram_constant = 0x00;
constexpr Byte host_cryptogram_constant = 0x01;
constexpr Byte enc_constant = 0x04;
constexpr Byte mac_constant = 0x06;
constexpr Byte r_mac_constant = 0x07;

/// SP 800-108 in counter mode with CMAC, Amendment D §4.1.5.
SecureBytes derive(ByteView key, Byte constant, ByteView context, std::size_t size)
{
    SecureBytes derived;
    for (Byte counter = 1; derived.size() < size; ++counter) {
        Bytes input(13);
        input[11] = constant;
        codec::append_number(input, size * 8, 2);
        input.push_back(counter);
        codec::append(input, context);
        crypto::Block block = crypto::aes_cmac(key, input);
        derived.insert(derived.end(), block.begin(), block.end());
        wipe(block.data(), block.size());
    }
    derived.resize(size);
    return derived;
}

Bytes joined(ByteView first, ByteView second)
{
    Bytes octets{first.begin(), first.end()};
    codec::append(octets, second);
    return octets;
}

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        parts.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

Result<SecureBytes, std::string> parse_key(std::string_view text)
{
    auto octets = codec::from_hex(text);
    if (!octets) {
        return tl::unexpected{std::string{"a key is not written in hexadecimal digits"}};
    }
    SecureBytes key = secure_copy(*octets);
    wipe(octets->data(), octets->size());
    if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
        return tl::unexpected{std::string{"a key has neither 16, 24 nor 32 octets"}};
    }
    return key;
}

} // namespace

Result<Scp03Keys, std::string> parse_scp03_keys(std::string_view text)
{
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    const auto parts = split(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
    if (parts.size() != 1 && parts.size() != 3) {
        return tl::unexpected{std::string{"expected one key, or ENC,MAC,DEK"}};
    }
    Scp03Keys keys;
    keys.enc = TRY(parse_key(parts.front()));
    keys.mac = TRY(parse_key(parts[parts.size() / 2]));
    keys.dek = TRY(parse_key(parts.back()));
    if (keys.enc.size() != keys.mac.size()) {
        return tl::unexpected{std::string{"ENC and MAC have different sizes"}};
    }
    return keys;
}

std::optional<Scp03Challenge> parse_initialize_update(ByteView answer)
{
    constexpr std::size_t diversification = 10;
    constexpr std::size_t key_information = 3; // version, 03, parameter i
    if (answer.size() < diversification + key_information + 16 ||
        answer[diversification + 1] != 3) {
        return std::nullopt;
    }
    const ByteView rest = answer.subspan(diversification + key_information);
    const ByteView challenge = rest.first(8);
    const ByteView cryptogram = rest.subspan(8, 8);
    return Scp03Challenge{{challenge.begin(), challenge.end()},
                          {cryptogram.begin(), cryptogram.end()}};
}

Scp03Session::Scp03Session(const Scp03Keys& keys, ByteView host_challenge, ByteView card_challenge)
    : context_{joined(host_challenge, card_challenge)},
      enc_{derive(keys.enc, enc_constant, context_, keys.enc.size())},
      mac_{derive(keys.mac, mac_constant, context_, keys.mac.size())},
      r_mac_{derive(keys.mac, r_mac_constant, context_, keys.mac.size())}
{}

bool Scp03Session::is_genuine(ByteView card_cryptogram) const
{
    const auto expected = derive(mac_, card_cryptogram_constant, context_, mac_size);
    return equal_in_constant_time(expected, card_cryptogram);
}

SecureBytes Scp03Session::host_cryptogram() const
{
    return derive(mac_, host_cryptogram_constant, context_, mac_size);
}

void Scp03Session::begin(Byte level)
{
    level_ = level;
    counter_ = 0;
}

/// Amendment D §6.2.6 and §6.2.7.
crypto::Block Scp03Session::icv(Byte direction) const
{
    Bytes octets(block_size - sizeof counter_);
    octets.front() = direction;
    codec::append_number(octets, counter_, sizeof counter_);
    return crypto::aes_encrypt_block(enc_, ByteView{octets}.first<block_size>());
}

Bytes Scp03Session::protect(const PlainCommand& command)
{
    ++counter_;
    Bytes data{command.data.begin(), command.data.end()};
    if ((level_ & encrypts_commands) != 0 && !data.empty()) {
        SecureBytes padded = secure_copy(data);
        codec::append_padding(padded, block_size);
        wipe(data.data(), data.size());
        data = crypto::aes_cbc_encrypt(enc_, icv(0), padded);
    }
    Bytes message{chaining_.begin(), chaining_.end()};
    const Bytes header{static_cast<Byte>(command.cla | 0x04U), command.instruction, command.p1,
                       command.p2, static_cast<Byte>(data.size() + mac_size)};
    codec::append(message, header);
    codec::append(message, data);
    chaining_ = crypto::aes_cmac(mac_, message);
    codec::append(data, ByteView{chaining_}.first(mac_size));
    return data;
}

std::optional<Bytes> Scp03Session::reveal_unchecked(ByteView data) const
{
    const ByteView cipher = data.first(data.size() - std::min(mac_size, data.size()));
    if ((level_ & encrypts_responses) == 0 || cipher.empty()) {
        return Bytes{cipher.begin(), cipher.end()};
    }
    if (!codec::is_whole_blocks(cipher, block_size)) {
        return std::nullopt;
    }
    SecureBytes plain = crypto::aes_cbc_decrypt(enc_, icv(response_direction), cipher);
    return codec::remove_padding(plain, block_size)
               ? std::optional{Bytes{plain.begin(), plain.end()}}
               : std::nullopt;
}

std::optional<Bytes> Scp03Session::reveal(ByteView data, std::uint16_t status) const
{
    if ((level_ & authenticates_responses) == 0 || !status::is_done(status)) {
        return Bytes{data.begin(), data.end()};
    }
    if (data.size() < mac_size) {
        return std::nullopt;
    }
    Bytes message{chaining_.begin(), chaining_.end()};
    codec::append(message, data.first(data.size() - mac_size));
    codec::append_number(message, status, 2);
    const crypto::Block mac = crypto::aes_cmac(r_mac_, message);
    return equal_in_constant_time(ByteView{mac}.first(mac_size), data.last(mac_size))
               ? reveal_unchecked(data)
               : std::nullopt;
}

} // namespace uicc::daemon::client::card
