#include "crypto/aes.hpp"
#include "crypto/aes_cipher.hpp"
#include "crypto/authentication/tuak.hpp"
#include "crypto/cmac.hpp"
#include "crypto/des.hpp"
#include "crypto/gba.hpp"
#include "crypto/key_agreement.hpp"
#include "crypto/key_derivation.hpp"
#include "crypto/milenage.hpp"
#include "crypto/secret_array.hpp"
#include "crypto/seeded_random.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace uicc::crypto {
namespace {

// What OpenSSL holds is seen when it gives memory back: the functions below write down each block
// that is freed while a recording is on. A header before each block keeps its size.
constexpr std::size_t header_size = alignof(std::max_align_t);
static_assert(header_size >= sizeof(std::size_t));

// NOLINTBEGIN(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): hooks take no argument
Bytes* recording = nullptr; // a bare pointer, for OpenSSL frees after the last destructor

void* allocate(std::size_t size, const char* /*file*/, int /*line*/)
{
    auto* const start = static_cast<Byte*>(std::malloc(header_size + size));
    if (start == nullptr) {
        return nullptr;
    }
    std::memcpy(start, &size, sizeof size);
    return start + header_size;
}

void release(void* block, const char* /*file*/, int /*line*/)
{
    if (block == nullptr) {
        return;
    }
    auto* const octets = static_cast<Byte*>(block);
    auto* const start = octets - header_size;
    std::size_t size = 0;
    std::memcpy(&size, start, sizeof size);
    if (recording != nullptr) {
        recording->insert(recording->end(), octets, octets + size);
    }
    std::free(start);
}

void* reallocate(void* block, std::size_t size, const char* file, int line)
{
    auto* const moved = static_cast<Byte*>(allocate(size, file, line));
    if (block != nullptr && moved != nullptr) {
        std::size_t old_size = 0;
        std::memcpy(&old_size, static_cast<Byte*>(block) - header_size, sizeof old_size);
        std::memcpy(moved, block, std::min(size, old_size));
        release(block, file, line);
    }
    return moved;
}

// NOLINTEND(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)

// OpenSSL accepts this only before its first allocation, hence before main.
const int recorder_installed = CRYPTO_set_mem_functions(allocate, reallocate, release);

/// Everything that OpenSSL freed while `act` ran.
template <class Act>
Bytes released_by(Act act)
{
    Bytes released;
    recording = &released;
    act();
    recording = nullptr;
    return released;
}

Block random_block(RandomSource& random)
{
    Block block{};
    random.fill(block);
    return block;
}

bool contains(ByteView octets, ByteView wanted)
{
    return std::search(octets.begin(), octets.end(), wanted.begin(), wanted.end()) != octets.end();
}

constexpr std::size_t key_schedule_size = std::size_t{11} * 16; // FIPS 197 §5.2

class OpenSslMemory : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(recorder_installed, 1); }

    Block random_block() { return crypto::random_block(random_); }

private:
    SeededRandom random_{197};
};

TEST_F(OpenSslMemory, ShowsKeysThatAreNotWiped)
{
    const Block key = random_block();
    void* const copy = OPENSSL_malloc(key.size());
    std::memcpy(copy, key.data(), key.size());
    EXPECT_TRUE(contains(released_by([&] { OPENSSL_free(copy); }), key));
}

/// The freed octets must not depend on the key, in whatever form the schedule keeps it.
template <class Keyed, class... Arguments>
Bytes released_at_the_end_of(const Arguments&... arguments)
{
    auto keyed = std::make_unique<Keyed>(arguments...);
    return released_by([&] { keyed.reset(); });
}

TEST_F(OpenSslMemory, IsFreeOfTheAesKeySchedule)
{
    const Bytes expected = released_at_the_end_of<Aes128Block>(Block{});
    EXPECT_GE(expected.size(), key_schedule_size);
    for (int round = 0; round < 8; ++round) {
        EXPECT_EQ(released_at_the_end_of<Aes128Block>(random_block()), expected);
    }
}

TEST_F(OpenSslMemory, IsFreeOfTheKeysOfOneMessage)
{
    const Block zero{};
    for (int round = 0; round < 8; ++round) {
        const Block key = random_block();
        const Bytes released = released_by([&] {
            static_cast<void>(aes_cbc_encrypt(key, zero, zero));
            static_cast<void>(aes_cmac(key, zero));
            static_cast<void>(triple_des_ecb_encrypt(key, zero));
            static_cast<void>(retail_mac(key, DesBlock{}, zero));
            static_cast<void>(derive_key_by_hash(HashFunction::Sha1, key, 1, 16));
        });
        EXPECT_FALSE(released.empty());
        EXPECT_FALSE(contains(released, ByteView{key}.first(8)));
        EXPECT_FALSE(contains(released, ByteView{key}.last(8)));
    }
}

TEST_F(OpenSslMemory, IsFreeOfTheKeyOfANaf)
{
    const Block ks = random_block();
    const Bytes released =
        released_by([&] { static_cast<void>(derive_naf_key(NafKey::External, ks, {})); });
    EXPECT_FALSE(released.empty());
    EXPECT_FALSE(contains(released, ByteView{ks}.first(8)));
}

/// Public keys of TS 33.501 Annex C.4.
Bytes home_network_key(AgreementCurve curve)
{
    return test::from_hex(
        curve == AgreementCurve::X25519
            ? "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650"
            : "0272da71976234ce833a6907425867b82e074d44ef907dfb4b3e21c1c2256ebcd1");
}

/// OpenSSL's own point multiplication leaves a scalar of secp256r1 behind in its own order of
/// octets, which no caller can help; it is good for one identifier.
TEST_F(OpenSslMemory, IsFreeOfEphemeralKeysAndAgreedSecrets)
{
    for (const auto curve : {AgreementCurve::X25519, AgreementCurve::Secp256r1}) {
        Bytes key(32);
        SeededRandom{2}.fill(key);
        SeededRandom random{2};
        std::optional<KeyAgreement> agreement;
        const Bytes released =
            released_by([&] { agreement = agree_on_key(curve, home_network_key(curve), random); });
        ASSERT_TRUE(agreement);
        EXPECT_FALSE(released.empty());
        EXPECT_FALSE(contains(released, ByteView{key}.subspan(8, 8)));
        EXPECT_FALSE(contains(released, ByteView{agreement->shared_secret}.subspan(8, 8)));
    }
}

TEST_F(OpenSslMemory, IsFreeOfTheMilenageKey)
{
    const Bytes expected = released_at_the_end_of<Milenage>(Block{}, Block{});
    EXPECT_GE(expected.size(), key_schedule_size);
    for (int round = 0; round < 8; ++round) {
        const Block k = random_block();
        const Block opc = random_block();
        EXPECT_EQ(released_at_the_end_of<Milenage>(k, opc), expected);
    }
}

TEST_F(OpenSslMemory, IsFreeOfTheTuakKey)
{
    for (int round = 0; round < 8; ++round) {
        const Block k = random_block();
        Block reversed = k; // as TUAK hands it over
        std::ranges::reverse(reversed);
        const authentication::Tuak tuak{k, SecretArray<32>{}};
        const Bytes released = released_by([&] { static_cast<void>(tuak.f2345(random_block())); });
        EXPECT_FALSE(released.empty());
        EXPECT_FALSE(contains(released, ByteView{k}.first(8)));
        EXPECT_FALSE(contains(released, ByteView{reversed}.first(8)));
    }
}

/// An object whose memory can be looked at before and after its end.
template <class Object>
class Exposed {
public:
    template <class... Arguments>
    explicit Exposed(Arguments&&... arguments)
        : object_{new (storage_.data()) Object(std::forward<Arguments>(arguments)...)}
    {}
    Exposed(const Exposed&) = delete;
    Exposed(Exposed&&) = delete;
    Exposed& operator=(const Exposed&) = delete;
    Exposed& operator=(Exposed&&) = delete;
    ~Exposed() { end(); }

    Object& operator*() { return *object_; }
    [[nodiscard]] Bytes memory() const { return {storage_.begin(), storage_.end()}; }

    void end()
    {
        if (object_ != nullptr) {
            std::exchange(object_, nullptr)->~Object();
        }
    }

private:
    alignas(Object) std::array<Byte, sizeof(Object)> storage_{};
    Object* object_;
};

class ObjectMemory : public testing::Test {
protected:
    [[nodiscard]] const Block& k() const { return k_; }
    [[nodiscard]] const Block& opc() const { return opc_; }
    [[nodiscard]] const Block& rand() const { return rand_; }

private:
    SeededRandom random_{35206};
    Block k_ = random_block(random_);
    Block opc_ = random_block(random_);
    Block rand_ = random_block(random_);
};

TEST_F(ObjectMemory, OfASecretArrayIsWiped)
{
    Exposed<SecretArray<16>> secret{BlockView{k()}};
    EXPECT_TRUE(contains(secret.memory(), k()));
    secret.end();
    EXPECT_EQ(secret.memory(), Bytes(16));
}

TEST_F(ObjectMemory, OfMilenageHoldsNoKeyAndLosesOpc)
{
    Exposed<Milenage> milenage{k(), opc()};
    EXPECT_FALSE(contains(milenage.memory(), k()));
    EXPECT_TRUE(contains(milenage.memory(), opc()));
    milenage.end();
    EXPECT_FALSE(contains(milenage.memory(), opc()));
}

TEST_F(ObjectMemory, OfAMovedMilenageLosesOpcToo)
{
    Exposed<Milenage> first{k(), opc()};
    Exposed<Milenage> second{std::move(*first)};
    first.end();
    EXPECT_FALSE(contains(first.memory(), opc()));
    EXPECT_TRUE(contains(second.memory(), opc()));
    second.end();
    EXPECT_FALSE(contains(second.memory(), opc()));
}

TEST_F(ObjectMemory, OfAChallengeLosesTemp)
{
    Block temp = rand();
    for (std::size_t i = 0; i < temp.size(); ++i) {
        temp[i] ^= opc()[i];
    }
    Aes128Block{k()}.encrypt(temp, temp);
    const Milenage milenage{k(), opc()};

    Exposed<Milenage::Challenge> challenge{milenage, rand()};
    EXPECT_TRUE(contains(challenge.memory(), temp));
    challenge.end();
    EXPECT_FALSE(contains(challenge.memory(), temp));
}

TEST_F(ObjectMemory, OfTheSessionKeysIsWiped)
{
    const Milenage milenage{k(), opc()};
    Exposed<MilenageKeys> keys{milenage.f2345(rand())};
    EXPECT_NE(keys.memory(), Bytes(sizeof(MilenageKeys)));
    keys.end();
    EXPECT_EQ(keys.memory(), Bytes(sizeof(MilenageKeys)));
}

} // namespace
} // namespace uicc::crypto
