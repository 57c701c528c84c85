#pragma once

#include "codec/secure_bytes.hpp"

#include <array>
#include <memory>

namespace uicc::emulator::secure_messaging {

/// One key for confidentiality, one for integrity.
struct KeyPair {
    SecureBytes enc{};
    SecureBytes mac{};
};

enum class Algorithm : Byte {
    TripleDes, ///< keys of 16 octets
    Aes,       ///< keys of 16, 24 or 32 octets
};

/// What DO 8E holds.
using Checksum = std::array<Byte, 8>;

/// The algorithms of secure messaging with their keys, ICAO Doc 9303-11 §9.8. Messages are whole
/// blocks; where blocks are short the caller has made a mistake: std::invalid_argument.
class CipherSuite {
public:
    CipherSuite() = default;
    CipherSuite(const CipherSuite&) = delete;
    CipherSuite& operator=(const CipherSuite&) = delete;
    CipherSuite(CipherSuite&&) = delete;
    CipherSuite& operator=(CipherSuite&&) = delete;
    virtual ~CipherSuite() = default;

    /// Of the cipher, and the width of the send sequence counter.
    [[nodiscard]] virtual std::size_t block_size() const = 0;

    /// Initial vector for the message that has this send sequence counter.
    [[nodiscard]] virtual Bytes initial_vector(ByteView counter) const = 0;

    [[nodiscard]] virtual Bytes encrypt(ByteView iv, ByteView plain) const = 0;
    [[nodiscard]] virtual SecureBytes decrypt(ByteView iv, ByteView cryptogram) const = 0;

    /// Of whole blocks, at least one.
    [[nodiscard]] virtual Checksum checksum(ByteView padded) const = 0;

    /// Of anything, padded as the algorithm by itself pads.
    [[nodiscard]] virtual Checksum token(ByteView message) const = 0;
};

[[nodiscard]] std::unique_ptr<CipherSuite> make_suite(Algorithm algorithm, const KeyPair& keys);

} // namespace uicc::emulator::secure_messaging
