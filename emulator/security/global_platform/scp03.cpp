#include "emulator/security/global_platform/scp03.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/cmac.hpp"

namespace uicc::emulator::global_platform {
namespace {

Bytes joined(ByteView first, ByteView second)
{
    Bytes octets{first.begin(), first.end()};
    codec::append(octets, second);
    return octets;
}

/// Eleven octets 00, the constant, 00, the length in bits, the number of the block, the context.
Bytes derivation_data(Scp03Derivation constant, ByteView context, std::size_t size, Byte counter)
{
    Bytes data(13);
    data[11] = static_cast<Byte>(constant);
    codec::append_number(data, size * 8, 2);
    data.push_back(counter);
    codec::append(data, context);
    return data;
}

} // namespace

SecureBytes scp03_derive(ByteView key, Scp03Derivation constant, ByteView context, std::size_t size)
{
    SecureBytes derived;
    for (Byte counter = 1; derived.size() < size; ++counter) {
        crypto::Block block =
            crypto::aes_cmac(key, derivation_data(constant, context, size, counter));
        derived.insert(derived.end(), block.begin(), block.end());
        wipe(block.data(), block.size());
    }
    derived.resize(size);
    return derived;
}

SessionKeys scp03_session_keys(const StaticKeys& keys,
                               ByteView host_challenge,
                               ByteView card_challenge)
{
    using enum Scp03Derivation;
    const Bytes context = joined(host_challenge, card_challenge);
    return {.enc = scp03_derive(keys.enc, Enc, context, keys.enc.size()),
            .mac = scp03_derive(keys.mac, Mac, context, keys.mac.size()),
            .r_mac = scp03_derive(keys.mac, RMac, context, keys.mac.size()),
            .dek = keys.dek};
}

Cryptograms scp03_cryptograms(ByteView s_mac, ByteView host_challenge, ByteView card_challenge)
{
    using enum Scp03Derivation;
    const Bytes context = joined(host_challenge, card_challenge);
    return {.card = scp03_derive(s_mac, CardCryptogram, context, card_challenge.size()),
            .host = scp03_derive(s_mac, HostCryptogram, context, host_challenge.size())};
}

Bytes scp03_card_challenge(ByteView static_enc,
                           std::uint32_t sequence_counter,
                           ByteView aid,
                           std::size_t size)
{
    Bytes context;
    codec::append_number(context, sequence_counter, 3);
    codec::append(context, aid);
    const auto challenge = scp03_derive(static_enc, Scp03Derivation::CardChallenge, context, size);
    return {challenge.begin(), challenge.end()};
}

} // namespace uicc::emulator::global_platform
