#include "crypto/key_agreement.hpp"

#include "crypto/openssl/check.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <memory>

namespace uicc::crypto {
namespace {

constexpr std::size_t private_key_size = 32;
constexpr std::size_t x25519_key_size = 32;
constexpr std::size_t compressed_point_size = 33;

struct Free {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
    void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
    void operator()(EC_GROUP* group) const noexcept { EC_GROUP_free(group); }
    void operator()(EC_POINT* point) const noexcept { EC_POINT_clear_free(point); }
    void operator()(OSSL_PARAM_BLD* builder) const noexcept { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const noexcept { OSSL_PARAM_free(parameters); }
};

template <class Object>
using Owned = std::unique_ptr<Object, Free>;

template <class Object>
Owned<Object> owned(Object* object, const char* call)
{
    openssl::check(object != nullptr ? 1 : 0, call);
    return Owned<Object>{object};
}

/// Both keys of one side, and the public one as it travels.
struct KeyPair {
    Owned<EVP_PKEY> key{};
    Bytes public_key{};
};

KeyPair x25519_pair(const SecureBytes& private_key)
{
    KeyPair pair{owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, private_key.data(),
                                                    private_key.size()),
                       "EVP_PKEY_new_raw_private_key(X25519)"),
                 Bytes(x25519_key_size)};
    std::size_t size = pair.public_key.size();
    openssl::check(EVP_PKEY_get_raw_public_key(pair.key.get(), pair.public_key.data(), &size),
                   "EVP_PKEY_get_raw_public_key(X25519)");
    return pair;
}

Owned<EVP_PKEY> secp256r1_key(ByteView public_key, const BIGNUM* private_key)
{
    const auto builder = owned(OSSL_PARAM_BLD_new(), "OSSL_PARAM_BLD_new");
    int pushed = OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                                 SN_X9_62_prime256v1, 0);
    pushed &= OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                               public_key.data(), public_key.size());
    if (private_key != nullptr) {
        pushed &= OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_key);
    }
    openssl::check(pushed, "OSSL_PARAM_BLD_push");
    const auto parameters =
        owned(OSSL_PARAM_BLD_to_param(builder.get()), "OSSL_PARAM_BLD_to_param");
    const auto context =
        owned(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "EVP_PKEY_CTX_new_from_name(EC)");
    openssl::check(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata(context.get(), &key,
                      private_key == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR,
                      parameters.get());
    ERR_clear_error();
    return Owned<EVP_PKEY>{key};
}

KeyPair secp256r1_pair(const EC_GROUP& group, const BIGNUM& scalar)
{
    const auto point = owned(EC_POINT_new(&group), "EC_POINT_new");
    openssl::check(EC_POINT_mul(&group, point.get(), &scalar, nullptr, nullptr, nullptr),
                   "EC_POINT_mul");
    Bytes octets(compressed_point_size);
    const std::size_t size = EC_POINT_point2oct(&group, point.get(), POINT_CONVERSION_COMPRESSED,
                                                octets.data(), octets.size(), nullptr);
    openssl::check(size == octets.size() ? 1 : 0, "EC_POINT_point2oct");
    auto key = secp256r1_key(octets, &scalar);
    openssl::check(key ? 1 : 0, "EVP_PKEY_fromdata(secp256r1)");
    return {std::move(key), std::move(octets)};
}

SecureBytes draw(RandomSource& random)
{
    SecureBytes octets(private_key_size);
    random.fill(octets);
    return octets;
}

/// A random scalar from 1 to the order less one; of 2^32 draws about one is none.
KeyPair draw_secp256r1_pair(RandomSource& random)
{
    const auto group =
        owned(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), "EC_GROUP_new_by_curve_name");
    for (;;) {
        const SecureBytes octets = draw(random);
        const auto scalar =
            owned(BN_secure_new(), "BN_secure_new"); // so that the parameters made of it are wiped
        BN_bin2bn(octets.data(), static_cast<int>(octets.size()), scalar.get());
        if (BN_is_zero(scalar.get()) == 0 &&
            BN_cmp(scalar.get(), EC_GROUP_get0_order(group.get())) < 0) {
            return secp256r1_pair(*group, *scalar);
        }
    }
}

Owned<EVP_PKEY> read_public_key(AgreementCurve curve, ByteView octets)
{
    if (curve == AgreementCurve::X25519) {
        return octets.size() == x25519_key_size
                   ? owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, octets.data(),
                                                       octets.size()),
                           "EVP_PKEY_new_raw_public_key(X25519)")
                   : nullptr;
    }
    return octets.size() == compressed_point_size ? secp256r1_key(octets, nullptr) : nullptr;
}

/// Nothing for a key that leads to no secret: X25519 has points of small order, RFC 7748 §6.1.
std::optional<SecureBytes> derive_secret(EVP_PKEY& own, EVP_PKEY& peer)
{
    const auto context = owned(EVP_PKEY_CTX_new(&own, nullptr), "EVP_PKEY_CTX_new");
    openssl::check(EVP_PKEY_derive_init(context.get()), "EVP_PKEY_derive_init");
    SecureBytes secret(private_key_size);
    std::size_t size = secret.size();
    const bool derived = EVP_PKEY_derive_set_peer(context.get(), &peer) == 1 &&
                         EVP_PKEY_derive(context.get(), secret.data(), &size) == 1 &&
                         size == secret.size();
    ERR_clear_error();
    return derived ? std::optional{std::move(secret)} : std::nullopt;
}

} // namespace

std::optional<KeyAgreement> agree_on_key(AgreementCurve curve,
                                         ByteView public_key,
                                         RandomSource& random)
{
    const auto peer = read_public_key(curve, public_key);
    if (!peer) {
        return std::nullopt;
    }
    KeyPair own =
        curve == AgreementCurve::X25519 ? x25519_pair(draw(random)) : draw_secp256r1_pair(random);
    auto secret = derive_secret(*own.key, *peer);
    if (!secret) {
        return std::nullopt;
    }
    return KeyAgreement{std::move(own.public_key), *std::move(secret)};
}

} // namespace uicc::crypto
