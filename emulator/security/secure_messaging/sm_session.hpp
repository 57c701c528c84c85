#pragma once

#include "emulator/security/secure_channel.hpp"
#include "emulator/security/secure_messaging/cipher_suite.hpp"
#include "emulator/security/secure_messaging/data_objects.hpp"
#include "emulator/security/secure_messaging/send_sequence_counter.hpp"

namespace uicc::emulator::secure_messaging {

/// How the data of responses travel.
enum class ResponseData : Byte { Encrypted, Plain };

/// Secure messaging after ISO/IEC 7816-4 §10 between one terminal and one logical channel. Every
/// command and every response has a checksum. The terminal decides command by command whether its
/// data are encrypted, and whether the header counts into the checksum.
class SmSession : public SecureChannel {
public:
    /// `counter` has the value before the first command and the width of a block.
    SmSession(std::unique_ptr<CipherSuite> suite,
              SendSequenceCounter counter,
              ResponseData response_data = ResponseData::Encrypted);

    /// Command encryption is what the command unwrapped last had; it holds where that had no data.
    [[nodiscard]] SecurityLevel level() const override;

    /// ICAO Doc 9303-11 §9.8: a plain command ends the session.
    [[nodiscard]] Unprotected unprotected() const override { return Unprotected::EndsSession; }
    [[nodiscard]] std::size_t room(std::size_t limit) const override;

    /// 6882 for a class that announces no ISO secure messaging; 6987 and 6988 as in
    /// parse_command_objects, the latter for wrong checksums and cryptograms too.
    [[nodiscard]] Result<PlainCommand, StatusWord> unwrap(const CommandApdu& command) override;

    /// [87|85|81|B3] 99 8E, and the status word once more behind it.
    [[nodiscard]] ResponseApdu wrap(ResponseApdu response) override;

private:
    [[nodiscard]] Bytes start_of_message() const;
    [[nodiscard]] bool is_authentic(const CommandApdu& command,
                                    const CommandObjects& objects) const;
    [[nodiscard]] Result<SecureBytes, StatusWord> take_data(const codec::TlvObject& object);
    [[nodiscard]] Result<SecureBytes, StatusWord> reveal(const CarriedData& carried) const;
    [[nodiscard]] Bytes encrypt(ByteView plain) const;
    void append_data(Bytes& objects, ByteView plain) const;

    std::unique_ptr<CipherSuite> suite_;
    SendSequenceCounter counter_;
    ResponseData response_data_;
    bool command_encrypted_ = false;
    bool data_are_tlv_ = false; ///< odd instruction, ISO/IEC 7816-4 §5.4.2
};

} // namespace uicc::emulator::secure_messaging
