#pragma once

#include "crypto/key_derivation.hpp"
#include "crypto/random_source.hpp"
#include "emulator/security/secure_messaging/sm_session.hpp"

namespace uicc::emulator::secure_messaging {

/// What both sides know before they meet.
struct StaticKeys {
    Algorithm algorithm{};
    KeyPair keys{};
};

/// The card's part of an authentication.
struct CardIdentity {
    std::array<Byte, 8> challenge{}; ///< RND.ICC, from the last GET CHALLENGE
    Bytes serial_number{};           ///< SN.ICC, of the size that the protocol has
};

/// The messages of a key agreement. The terminal sends RND.IFD SN.IFD RND.ICC SN.ICC K.IFD, the
/// card answers RND.ICC SN.ICC RND.IFD SN.IFD K.ICC, both encrypted from a zero vector and followed
/// by a checksum of 8 octets over the cryptogram.
struct KeyAgreement {
    std::size_t serial_size = 0; ///< of each SN
    std::size_t key_size = 0;    ///< of each K
    crypto::HashFunction hash{}; ///< makes session keys of K.IFD xor K.ICC
    bool odd_parity = false;     ///< of triple DES session keys
};

/// ICAO Doc 9303-11 §4.3 (Basic Access Control), 40 octets.
inline constexpr KeyAgreement icao{.key_size = 16, .odd_parity = true};

/// CWA 14890-1, symmetric device authentication, 72 octets.
inline constexpr KeyAgreement cwa_14890_sha1{.serial_size = 8, .key_size = 32};
inline constexpr KeyAgreement cwa_14890_sha256{
    .serial_size = 8, .key_size = 32, .hash = crypto::HashFunction::Sha256};

/// Octets of what the terminal sends to agree on keys, and of what the card answers.
[[nodiscard]] std::size_t message_size(const KeyAgreement& agreement);

/// What two sides that know each other go on with.
struct AgreedSession {
    Bytes answer{}; ///< to MUTUAL AUTHENTICATE, still unprotected
    StaticKeys session{};
    SendSequenceCounter counter;

    [[nodiscard]] std::unique_ptr<SmSession> open(
        ResponseData response_data = ResponseData::Encrypted) const;
};

/// MUTUAL AUTHENTICATE, ISO/IEC 7816-4 §11.5. Session keys are as long as the static ones. With
/// triple DES the counter starts with the ends of both challenges; with AES (ICAO Doc 9303-11
/// §9.7.1 and §9.8) it starts at zero, and keys longer than a SHA-1 digest come from SHA-256.
/// 6700 for another size of `data`, 6300 when the terminal has other keys, another challenge or
/// another serial number in mind.
[[nodiscard]] Result<AgreedSession, StatusWord> authenticate_mutually(const StaticKeys& keys,
                                                                      const KeyAgreement& agreement,
                                                                      const CardIdentity& card,
                                                                      ByteView data,
                                                                      crypto::RandomSource& random);

/// EXTERNAL AUTHENTICATE, ISO/IEC 7816-4 §11.5: the terminal sends RND.ICC SN.ICC, encrypted and
/// with a checksum as above, and gets no keys. 6700 for another size of `data`, and for every
/// one where both together fill no blocks of the cipher (AES without a serial number).
[[nodiscard]] Result<void, StatusWord> authenticate_externally(const StaticKeys& keys,
                                                               const CardIdentity& card,
                                                               ByteView data);

} // namespace uicc::emulator::secure_messaging
