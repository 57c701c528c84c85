#include "emulator/security/secure_messaging/cipher_suite.hpp"

#include "codec/padding.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/cmac.hpp"
#include "crypto/des.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace uicc::emulator::secure_messaging {
namespace {

template <std::size_t Size>
std::span<const Byte, Size> exactly(ByteView octets)
{
    if (octets.size() != Size) {
        throw std::invalid_argument{"secure messaging: wrong size of key or block"};
    }
    return octets.first<Size>();
}

/// Triple DES from a zero vector and the retail MAC, ICAO Doc 9303-11 §9.8.
class TripleDesSuite : public CipherSuite {
public:
    explicit TripleDesSuite(KeyPair keys) : keys_{std::move(keys)} {}

    [[nodiscard]] std::size_t block_size() const override { return crypto::DesBlock{}.size(); }

    [[nodiscard]] Bytes initial_vector(ByteView /*counter*/) const override
    {
        return Bytes(block_size());
    }

    [[nodiscard]] Bytes encrypt(ByteView iv, ByteView plain) const override
    {
        return crypto::triple_des_cbc_encrypt(keys_.enc, exactly<8>(iv), plain);
    }

    [[nodiscard]] SecureBytes decrypt(ByteView iv, ByteView cryptogram) const override
    {
        return crypto::triple_des_cbc_decrypt(keys_.enc, exactly<8>(iv), cryptogram);
    }

    [[nodiscard]] Checksum checksum(ByteView padded) const override
    {
        return crypto::retail_mac(exactly<16>(keys_.mac), crypto::DesBlock{}, padded);
    }

    [[nodiscard]] Checksum token(ByteView message) const override
    {
        Bytes padded{message.begin(), message.end()};
        codec::append_padding(padded, block_size());
        return checksum(padded);
    }

private:
    KeyPair keys_;
};

/// AES from the encrypted counter and CMAC cut to 8 octets, ICAO Doc 9303-11 §9.8.
class AesSuite : public CipherSuite {
public:
    explicit AesSuite(KeyPair keys) : keys_{std::move(keys)} {}

    [[nodiscard]] std::size_t block_size() const override { return crypto::Block{}.size(); }

    [[nodiscard]] Bytes initial_vector(ByteView counter) const override
    {
        const crypto::Block block = crypto::aes_encrypt_block(keys_.enc, exactly<16>(counter));
        return {block.begin(), block.end()};
    }

    [[nodiscard]] Bytes encrypt(ByteView iv, ByteView plain) const override
    {
        return crypto::aes_cbc_encrypt(keys_.enc, exactly<16>(iv), plain);
    }

    [[nodiscard]] SecureBytes decrypt(ByteView iv, ByteView cryptogram) const override
    {
        return crypto::aes_cbc_decrypt(keys_.enc, exactly<16>(iv), cryptogram);
    }

    [[nodiscard]] Checksum checksum(ByteView padded) const override { return token(padded); }

    [[nodiscard]] Checksum token(ByteView message) const override
    {
        const crypto::Block mac = crypto::aes_cmac(keys_.mac, message);
        Checksum cut{};
        std::ranges::copy_n(mac.begin(), cut.size(), cut.begin());
        return cut;
    }

private:
    KeyPair keys_;
};

} // namespace

std::unique_ptr<CipherSuite> make_suite(Algorithm algorithm, const KeyPair& keys)
{
    if (algorithm == Algorithm::TripleDes) {
        return std::make_unique<TripleDesSuite>(keys);
    }
    return std::make_unique<AesSuite>(keys);
}

} // namespace uicc::emulator::secure_messaging
