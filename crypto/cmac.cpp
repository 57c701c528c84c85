#include "crypto/cmac.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace uicc::crypto {
namespace {

struct FreeMac {
    void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};

std::string cipher_for(ByteView key)
{
    if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
        throw std::invalid_argument{"CMAC: wrong size of key"};
    }
    return "AES-" + std::to_string(8 * key.size()) + "-CBC";
}

} // namespace

Block aes_cmac(ByteView key, ByteView message)
{
    std::string cipher = cipher_for(key);
    const std::unique_ptr<EVP_MAC, FreeMac> mac{EVP_MAC_fetch(nullptr, "CMAC", nullptr)};
    openssl::check(mac ? 1 : 0, "EVP_MAC_fetch(CMAC)");
    const std::unique_ptr<EVP_MAC_CTX, FreeMac> state{EVP_MAC_CTX_new(mac.get())};
    openssl::check(state ? 1 : 0, "EVP_MAC_CTX_new");
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher.data(), 0),
        OSSL_PARAM_construct_end(),
    };
    openssl::check(EVP_MAC_init(state.get(), key.data(), key.size(), parameters.data()),
                   "EVP_MAC_init");
    openssl::check(EVP_MAC_update(state.get(), message.data(), message.size()), "EVP_MAC_update");
    Block tag{};
    std::size_t written = 0;
    openssl::check(EVP_MAC_final(state.get(), tag.data(), &written, tag.size()), "EVP_MAC_final");
    return tag;
}

} // namespace uicc::crypto
