#include "emulator/security/global_platform/scp02.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"

#include <algorithm>
#include <initializer_list>

namespace uicc::emulator::global_platform {
namespace {

constexpr std::size_t key_size = 16;
constexpr std::size_t block_size = 8;

SecureBytes cryptogram(ByteView s_enc, std::initializer_list<ByteView> parts)
{
    Bytes message;
    for (const ByteView part : parts) {
        codec::append(message, part);
    }
    codec::append_padding(message, block_size);
    const Bytes encrypted = crypto::triple_des_cbc_encrypt(s_enc, crypto::DesBlock{}, message);
    return {encrypted.end() - block_size, encrypted.end()};
}

} // namespace

SecureBytes scp02_derive(ByteView key, Scp02Derivation constant, std::uint16_t sequence_counter)
{
    Bytes data;
    codec::append_number(data, static_cast<std::uint16_t>(constant), 2);
    codec::append_number(data, sequence_counter, 2);
    data.resize(key_size);
    Bytes derived = crypto::triple_des_cbc_encrypt(key, crypto::DesBlock{}, data);
    SecureBytes session_key = secure_copy(derived);
    wipe(derived.data(), derived.size());
    return session_key;
}

SessionKeys scp02_session_keys(const StaticKeys& keys,
                               bool three_keys,
                               std::uint16_t sequence_counter)
{
    using enum Scp02Derivation;
    const SecureBytes& mac = three_keys ? keys.mac : keys.enc;
    const SecureBytes& dek = three_keys ? keys.dek : keys.enc;
    return {.enc = scp02_derive(keys.enc, Enc, sequence_counter),
            .mac = scp02_derive(mac, Mac, sequence_counter),
            .r_mac = scp02_derive(mac, RMac, sequence_counter),
            .dek = scp02_derive(dek, Dek, sequence_counter)};
}

Cryptograms scp02_cryptograms(ByteView s_enc,
                              ByteView host_challenge,
                              std::uint16_t sequence_counter,
                              ByteView card_challenge)
{
    Bytes counter;
    codec::append_number(counter, sequence_counter, 2);
    return {.card = cryptogram(s_enc, {host_challenge, counter, card_challenge}),
            .host = cryptogram(s_enc, {counter, card_challenge, host_challenge})};
}

crypto::DesBlock scp02_mac_of_aid(ByteView s_mac, ByteView aid)
{
    return scp02_mac(s_mac, {}, secure_copy(aid));
}

crypto::DesBlock scp02_mac(ByteView key, const crypto::DesBlock& icv, SecureBytes message)
{
    codec::append_padding(message, block_size);
    return crypto::retail_mac(key.first<key_size>(), icv, message);
}

} // namespace uicc::emulator::global_platform
