#include "emulator/security/global_platform/key_set.hpp"

#include "crypto/aes_cipher.hpp"
#include "crypto/des.hpp"

#include <algorithm>

namespace uicc::emulator::global_platform {
namespace {

Bytes check_block(KeyType type, ByteView key)
{
    if (type == KeyType::Des) {
        return crypto::triple_des_ecb_encrypt(key, crypto::DesBlock{});
    }
    crypto::Block ones{};
    ones.fill(0x01);
    const crypto::Block block = crypto::aes_encrypt_block(key, ones);
    return {block.begin(), block.end()};
}

} // namespace

bool is_key_size(KeyType type, std::size_t size) noexcept
{
    const bool aes = type == KeyType::Aes;
    return aes ? size == 16 || size == 24 || size == 32 : type == KeyType::Des && size == 16;
}

KeyCheckValue key_check_value(KeyType type, ByteView key)
{
    KeyCheckValue value{};
    std::ranges::copy_n(check_block(type, key).begin(), value.size(), value.begin());
    return value;
}

} // namespace uicc::emulator::global_platform
