#include "emulator/security/global_platform/initiation.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/security/global_platform/class_coding.hpp"
#include "emulator/security/global_platform/scp02.hpp"
#include "emulator/security/global_platform/scp02_session.hpp"
#include "emulator/security/global_platform/scp03.hpp"
#include "emulator/security/global_platform/scp03_session.hpp"

#include <algorithm>
#include <utility>

namespace uicc::emulator::global_platform {
namespace {

using enum Protocol::Number;

constexpr std::size_t scp02_challenge_size = 6;
constexpr std::uint32_t scp02_last_counter = 0xFFFF;
constexpr std::uint32_t scp03_last_counter = 0xFF'FFFF;

/// What the protocols agree upon, each in its own way.
struct Agreement {
    Bytes card_challenge{};
    Cryptograms cryptograms{};
    SessionKeys keys{};
};

std::uint16_t scp02_counter(const Initiation& initiation)
{
    return static_cast<std::uint16_t>(initiation.key_set.sequence_counter);
}

bool is_exhausted(const Initiation& initiation)
{
    const std::uint32_t counter = initiation.key_set.sequence_counter;
    if (initiation.protocol.number() == Scp02) {
        return counter >= scp02_last_counter;
    }
    return initiation.protocol.pseudo_random_challenge() && counter >= scp03_last_counter;
}

Bytes random_challenge(crypto::RandomSource& random, std::size_t size)
{
    Bytes challenge(size);
    random.fill(challenge);
    return challenge;
}

Agreement agree_scp02(const Initiation& initiation,
                      ByteView host_challenge,
                      crypto::RandomSource& random)
{
    const Protocol& protocol = initiation.protocol;
    const std::uint16_t counter = scp02_counter(initiation);
    SessionKeys keys = scp02_session_keys(initiation.key_set.keys, protocol.three_keys(), counter);
    Bytes challenge;
    if (protocol.pseudo_random_challenge()) {
        const crypto::DesBlock mac = scp02_mac_of_aid(keys.mac, initiation.aid);
        challenge.assign(mac.begin(), mac.begin() + scp02_challenge_size);
    } else {
        challenge = random_challenge(random, scp02_challenge_size);
    }
    Cryptograms cryptograms = scp02_cryptograms(keys.enc, host_challenge, counter, challenge);
    return {std::move(challenge), std::move(cryptograms), std::move(keys)};
}

Agreement agree_scp03(const Initiation& initiation,
                      ByteView host_challenge,
                      crypto::RandomSource& random)
{
    const Protocol& protocol = initiation.protocol;
    const KeySet& key_set = initiation.key_set;
    Bytes challenge = protocol.pseudo_random_challenge()
                          ? scp03_card_challenge(key_set.keys.enc, key_set.sequence_counter,
                                                 initiation.aid, protocol.size())
                          : random_challenge(random, protocol.size());
    SessionKeys keys = scp03_session_keys(key_set.keys, host_challenge, challenge);
    Cryptograms cryptograms = scp03_cryptograms(keys.mac, host_challenge, challenge);
    return {std::move(challenge), std::move(cryptograms), std::move(keys)};
}

Bytes answer_data(const Initiation& initiation, const Agreement& agreement)
{
    const Protocol& protocol = initiation.protocol;
    const bool scp02 = protocol.number() == Scp02;
    Bytes data{initiation.diversification_data.begin(), initiation.diversification_data.end()};
    data.push_back(initiation.key_set.version);
    data.push_back(static_cast<Byte>(protocol.number()));
    if (scp02) {
        codec::append_number(data, initiation.key_set.sequence_counter, 2);
    } else {
        data.push_back(protocol.i());
    }
    codec::append(data, agreement.card_challenge);
    codec::append(data, agreement.cryptograms.card);
    if (!scp02 && protocol.pseudo_random_challenge()) {
        codec::append_number(data, initiation.key_set.sequence_counter, 3);
    }
    return data;
}

/// The session, once its keys prove to be those that made the C-MAC of EXTERNAL AUTHENTICATE.
template <class ProtocolSession>
std::unique_ptr<Session> verified_session(Handshake handshake,
                                          SecurityLevel level,
                                          const CommandApdu& command)
{
    auto session =
        std::make_unique<ProtocolSession>(handshake.protocol, level, std::move(handshake.keys));
    if (!is_protected(command.cla) || !session->verify(command)) {
        return nullptr;
    }
    return session;
}

} // namespace

Result<InitializeUpdateAnswer, StatusWord> initialize_update(const Initiation& initiation,
                                                             ByteView host_challenge,
                                                             crypto::RandomSource& random)
{
    const Protocol& protocol = initiation.protocol;
    if (!protocol.explicit_initiation() || is_exhausted(initiation)) {
        return tl::unexpected{sw::conditions_of_use_not_satisfied};
    }
    if (host_challenge.size() != protocol.size()) {
        return tl::unexpected{sw::wrong_length};
    }
    Agreement agreement = protocol.number() == Scp02
                              ? agree_scp02(initiation, host_challenge, random)
                              : agree_scp03(initiation, host_challenge, random);
    return InitializeUpdateAnswer{
        .data = answer_data(initiation, agreement),
        .handshake = {protocol, std::move(agreement.keys), std::move(agreement.cryptograms.host)}};
}

Result<std::unique_ptr<Session>, StatusWord> external_authenticate(Handshake handshake,
                                                                   const CommandApdu& command)
{
    const Protocol protocol = handshake.protocol;
    if (command.p2 != 0) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    const SecurityLevel level = TRY(protocol.level(command.p1));
    if (command.data.size() != 2 * protocol.size()) {
        return tl::unexpected{sw::wrong_length};
    }
    if (!equal_in_constant_time(command.data.first(protocol.size()), handshake.host_cryptogram)) {
        return tl::unexpected{sw::authentication_failed};
    }
    auto session = protocol.number() == Scp02
                       ? verified_session<Scp02Session>(std::move(handshake), level, command)
                       : verified_session<Scp03Session>(std::move(handshake), level, command);
    if (session == nullptr) {
        return tl::unexpected{sw::security_status_not_satisfied};
    }
    return session;
}

Result<ImplicitlyInitiated, StatusWord> initiate_implicitly(const Initiation& initiation,
                                                            const CommandApdu& command)
{
    const Protocol& protocol = initiation.protocol;
    if (protocol.explicit_initiation() || is_exhausted(initiation)) {
        return tl::unexpected{sw::conditions_of_use_not_satisfied};
    }
    const StaticKeys& keys = initiation.key_set.keys;
    const std::uint16_t counter = scp02_counter(initiation);
    SessionKeys first = scp02_session_keys(keys, protocol.three_keys(), counter);
    const crypto::DesBlock icv = protocol.icv_is_mac_of_aid()
                                     ? scp02_mac_of_aid(first.mac, initiation.aid)
                                     : crypto::DesBlock{};
    auto session = std::make_unique<Scp02Session>(
        protocol, SecurityLevel{.authenticated = true, .command_mac = true}, std::move(first), icv);
    auto plain = TRY(session->unwrap(command));
    SessionKeys next =
        scp02_session_keys(keys, protocol.three_keys(), static_cast<std::uint16_t>(counter + 1));
    session->replace_keys(std::move(next.r_mac), std::move(next.dek));
    return ImplicitlyInitiated{std::move(session), std::move(plain)};
}

} // namespace uicc::emulator::global_platform
