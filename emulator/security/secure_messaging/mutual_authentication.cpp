#include "emulator/security/secure_messaging/mutual_authentication.hpp"

#include "codec/byte_writer.hpp"
#include "crypto/des.hpp"
#include "crypto/hash.hpp"

#include <initializer_list>
#include <utility>

namespace uicc::emulator::secure_messaging {
namespace {

constexpr std::size_t challenge_size = 8;
constexpr std::size_t aes_block_size = 16;

SecureBytes joined(std::initializer_list<ByteView> parts)
{
    SecureBytes whole;
    for (const ByteView part : parts) {
        whole.insert(whole.end(), part.begin(), part.end());
    }
    return whole;
}

/// What the terminal sent, its checksum already off.
struct TerminalMessage {
    ByteView terminal{}; ///< RND.IFD SN.IFD
    ByteView card{};     ///< RND.ICC SN.ICC
    ByteView key{};      ///< K.IFD

    TerminalMessage(ByteView octets, std::size_t side_size)
        : terminal{octets.first(side_size)}, card{octets.subspan(side_size, side_size)},
          key{octets.subspan(2 * side_size)}
    {}
};

std::size_t side_size(const KeyAgreement& agreement)
{
    return challenge_size + agreement.serial_size;
}

Bytes sealed(const CipherSuite& suite, ByteView plain)
{
    Bytes message = suite.encrypt(Bytes(suite.block_size()), plain);
    codec::append(message, suite.token(message));
    return message;
}

Result<SecureBytes, StatusWord> opened(const CipherSuite& suite,
                                       ByteView message,
                                       std::size_t plain_size)
{
    if (message.size() != plain_size + Checksum{}.size()) {
        return tl::unexpected{sw::wrong_length};
    }
    const ByteView cryptogram = message.first(plain_size);
    if (!equal_in_constant_time(suite.token(cryptogram), message.subspan(plain_size))) {
        return tl::unexpected{sw::authentication_failed};
    }
    return suite.decrypt(Bytes(suite.block_size()), cryptogram);
}

SecureBytes seed_of(ByteView terminal_key, ByteView card_key)
{
    SecureBytes seed = secure_copy(terminal_key);
    for (std::size_t i = 0; i < seed.size(); ++i) {
        seed[i] ^= card_key[i];
    }
    return seed;
}

SecureBytes session_key(const KeyAgreement& agreement,
                        Algorithm algorithm,
                        ByteView seed,
                        std::uint32_t number,
                        std::size_t size)
{
    const bool too_long_for_sha1 = size > crypto::Sha1Digest{}.size();
    SecureBytes key = crypto::derive_key_by_hash(
        too_long_for_sha1 ? crypto::HashFunction::Sha256 : agreement.hash, seed, number, size);
    if (algorithm == Algorithm::TripleDes && agreement.odd_parity) {
        crypto::set_odd_parity(key);
    }
    return key;
}

SendSequenceCounter initial_counter(Algorithm algorithm,
                                    ByteView card_challenge,
                                    ByteView terminal_challenge)
{
    if (algorithm == Algorithm::Aes) {
        return SendSequenceCounter{Bytes(aes_block_size)};
    }
    Bytes octets;
    codec::append(octets, card_challenge.last(challenge_size / 2));
    codec::append(octets, terminal_challenge.last(challenge_size / 2));
    return SendSequenceCounter{std::move(octets)};
}

} // namespace

std::size_t message_size(const KeyAgreement& agreement)
{
    return 2 * side_size(agreement) + agreement.key_size + Checksum{}.size();
}

std::unique_ptr<SmSession> AgreedSession::open(ResponseData response_data) const
{
    return std::make_unique<SmSession>(make_suite(session.algorithm, session.keys), counter,
                                       response_data);
}

Result<AgreedSession, StatusWord> authenticate_mutually(const StaticKeys& keys,
                                                        const KeyAgreement& agreement,
                                                        const CardIdentity& card,
                                                        ByteView data,
                                                        crypto::RandomSource& random)
{
    const std::unique_ptr<CipherSuite> suite = make_suite(keys.algorithm, keys.keys);
    const std::size_t side = side_size(agreement);
    const SecureBytes plain = TRY(opened(*suite, data, 2 * side + agreement.key_size));
    const TerminalMessage message{plain, side};
    if (!equal_in_constant_time(message.card, joined({card.challenge, card.serial_number}))) {
        return tl::unexpected{sw::authentication_failed};
    }
    SecureBytes card_key(agreement.key_size);
    random.fill(card_key);
    const SecureBytes seed = seed_of(message.key, card_key);
    const auto derived = [&](std::uint32_t number, std::size_t size) {
        return session_key(agreement, keys.algorithm, seed, number, size);
    };
    return AgreedSession{
        .answer = sealed(*suite, joined({message.card, message.terminal, card_key})),
        .session = {keys.algorithm,
                    {derived(1, keys.keys.enc.size()), derived(2, keys.keys.mac.size())}},
        .counter = initial_counter(keys.algorithm, card.challenge,
                                   message.terminal.first(challenge_size))};
}

Result<void, StatusWord> authenticate_externally(const StaticKeys& keys,
                                                 const CardIdentity& card,
                                                 ByteView data)
{
    const std::unique_ptr<CipherSuite> suite = make_suite(keys.algorithm, keys.keys);
    const SecureBytes plain = joined({card.challenge, card.serial_number});
    if (plain.size() % suite->block_size() != 0 ||
        data.size() != plain.size() + Checksum{}.size()) {
        return tl::unexpected{sw::wrong_length};
    }
    const Bytes expected = sealed(*suite, plain);
    if (!equal_in_constant_time(data, expected)) {
        return tl::unexpected{sw::authentication_failed};
    }
    return {};
}

} // namespace uicc::emulator::secure_messaging
