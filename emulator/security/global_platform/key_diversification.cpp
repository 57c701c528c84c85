#include "emulator/security/global_platform/key_diversification.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/cmac.hpp"
#include "crypto/des.hpp"

namespace uicc::emulator::global_platform {
namespace {

enum class KeyNumber : Byte { Enc = 1, Mac = 2, Dek = 3 };

/// As long as the master key, one CMAC after the other.
SecureBytes kdf3(ByteView master_key, KeyNumber number, const DiversificationData& data)
{
    SecureBytes key;
    for (Byte counter = 1; key.size() < master_key.size(); ++counter) {
        Bytes input{counter, 0x00, 0x00, 0x00, static_cast<Byte>(number), 0x00};
        codec::append(input, data);
        crypto::Block block = crypto::aes_cmac(master_key, input);
        key.insert(key.end(), block.begin(), block.end());
        wipe(block.data(), block.size());
    }
    key.resize(master_key.size());
    return key;
}

/// 3DES of the selected octets with F0 and the number, then of the same with 0F and the number.
SecureBytes triple_des_halves(ByteView master_key, KeyNumber number, ByteView selected)
{
    Bytes input;
    for (const Byte half : {Byte{0xF0}, Byte{0x0F}}) {
        codec::append(input, selected);
        input.push_back(half);
        input.push_back(static_cast<Byte>(number));
    }
    Bytes encrypted = crypto::triple_des_ecb_encrypt(master_key, input);
    SecureBytes key = secure_copy(encrypted);
    wipe(encrypted.data(), encrypted.size());
    return key;
}

SecureBytes derive(Diversification method,
                   ByteView master_key,
                   KeyNumber number,
                   const DiversificationData& data)
{
    const std::array<Byte, 6> visa2{data[0], data[1], data[4], data[5], data[6], data[7]};
    switch (method) {
    case Diversification::Kdf3:
        return kdf3(master_key, number, data);
    case Diversification::Emv:
        return triple_des_halves(master_key, number, ByteView{data}.last<6>());
    case Diversification::Visa2:
        return triple_des_halves(master_key, number, visa2);
    }
    return {};
}

} // namespace

StaticKeys diversify(Diversification method, ByteView master_key, const DiversificationData& data)
{
    return {.enc = derive(method, master_key, KeyNumber::Enc, data),
            .mac = derive(method, master_key, KeyNumber::Mac, data),
            .dek = derive(method, master_key, KeyNumber::Dek, data)};
}

} // namespace uicc::emulator::global_platform
