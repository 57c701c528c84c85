#include "emulator/security/secure_messaging/sm_session.hpp"

#include "codec/byte_writer.hpp"
#include "codec/padding.hpp"
#include "emulator/apdu/class_byte.hpp"

#include <stdexcept>
#include <utility>

namespace uicc::emulator::secure_messaging {
namespace {

Result<void, StatusWord> check_class(Byte cla)
{
    if (!decode_class(cla)) {
        return tl::unexpected{sw::class_not_supported};
    }
    const SecureMessaging announced = secure_messaging_of(cla);
    if (announced != SecureMessaging::HeaderAuthenticated &&
        announced != SecureMessaging::HeaderNotAuthenticated) {
        return tl::unexpected{sw::secure_messaging_not_supported};
    }
    return {};
}

bool is_odd(Instruction ins)
{
    return (static_cast<Byte>(ins) & 1U) != 0;
}

PlainCommand without_data(const CommandApdu& command)
{
    PlainCommand plain;
    plain.cla = without_secure_messaging(command.cla);
    plain.ins = command.ins;
    plain.p1 = command.p1;
    plain.p2 = command.p2;
    plain.extended = command.extended;
    return plain;
}

} // namespace

SmSession::SmSession(std::unique_ptr<CipherSuite> suite,
                     SendSequenceCounter counter,
                     ResponseData response_data)
    : suite_{std::move(suite)}, counter_{std::move(counter)}, response_data_{response_data}
{
    if (counter_.octets().size() != suite_->block_size()) {
        throw std::invalid_argument{"secure messaging: wrong width of send sequence counter"};
    }
}

SecurityLevel SmSession::level() const
{
    return {.authenticated = true,
            .command_mac = true,
            .command_encryption = command_encrypted_,
            .response_mac = true,
            .response_encryption = response_data_ == ResponseData::Encrypted};
}

/// What the objects 99 and 8E, the header of the data object and the padding leave.
std::size_t SmSession::room(std::size_t limit) const
{
    constexpr std::size_t status_and_checksum = 4 + 10;
    constexpr std::size_t longest_tag_and_length = 4;
    constexpr std::size_t short_limit = 256;
    constexpr std::size_t padding_indicator = 1;
    const std::size_t header = longest_tag_and_length - (limit > short_limit ? 0 : 1);
    const std::size_t taken = status_and_checksum + header + padding_indicator;
    const std::size_t value = limit > taken ? limit - taken : 0;
    if (response_data_ == ResponseData::Plain) {
        return value;
    }
    const std::size_t block = suite_->block_size();
    return value < block ? 0 : value / block * block - 1;
}

Result<PlainCommand, StatusWord> SmSession::unwrap(const CommandApdu& command)
{
    TRY(check_class(command.cla));
    const CommandObjects objects = TRY(parse_command_objects(command.data));
    counter_.increment();
    if (!is_authentic(command, objects)) {
        return tl::unexpected{sw::secure_messaging_objects_incorrect};
    }
    PlainCommand plain = without_data(command);
    command_encrypted_ = true;
    data_are_tlv_ = is_odd(command.ins);
    if (objects.data) {
        plain.data = TRY(take_data(*objects.data));
    }
    if (objects.le) {
        plain.ne = TRY(decode_le(*objects.le));
        plain.extended = plain.extended || objects.le->size() == 2;
    }
    return plain;
}

ResponseApdu SmSession::wrap(ResponseApdu response)
{
    counter_.increment();
    Bytes objects;
    if (!response.data.empty()) {
        append_data(objects, response.data);
        wipe(response.data.data(), response.data.size());
    }
    codec::append_tlv(objects, tag::processing_status,
                      Bytes{response.status.sw1(), response.status.sw2()});
    Bytes message = start_of_message();
    codec::append(message, objects);
    codec::append_padding(message, suite_->block_size());
    codec::append_tlv(objects, tag::cryptographic_checksum, suite_->checksum(message));
    return {std::move(objects), response.status};
}

Bytes SmSession::start_of_message() const
{
    return {counter_.octets().begin(), counter_.octets().end()};
}

Result<SecureBytes, StatusWord> SmSession::take_data(const codec::TlvObject& object)
{
    const CarriedData carried = TRY(carried_data(object));
    command_encrypted_ = carried.encrypted;
    return reveal(carried);
}

/// ISO/IEC 7816-4 §10: the header is padded by itself, then the objects are.
bool SmSession::is_authentic(const CommandApdu& command, const CommandObjects& objects) const
{
    Bytes message = start_of_message();
    const bool with_header =
        secure_messaging_of(command.cla) == SecureMessaging::HeaderAuthenticated;
    if (with_header) {
        codec::append(message,
                      Bytes{command.cla, static_cast<Byte>(command.ins), command.p1, command.p2});
        codec::append_padding(message, suite_->block_size());
        if (objects.authenticated.empty() &&
            equal_in_constant_time(suite_->checksum(message), objects.checksum)) {
            return true;
        }
    }
    // Where no object follows the header, some terminals pad once more.
    codec::append(message, objects.authenticated);
    codec::append_padding(message, suite_->block_size());
    return equal_in_constant_time(suite_->checksum(message), objects.checksum);
}

Result<SecureBytes, StatusWord> SmSession::reveal(const CarriedData& carried) const
{
    if (!carried.encrypted) {
        return secure_copy(carried.octets);
    }
    if (!codec::is_whole_blocks(carried.octets, suite_->block_size())) {
        return tl::unexpected{sw::secure_messaging_objects_incorrect};
    }
    SecureBytes plain = suite_->decrypt(suite_->initial_vector(counter_.octets()), carried.octets);
    if (carried.padded && !codec::remove_padding(plain, suite_->block_size())) {
        return tl::unexpected{sw::secure_messaging_objects_incorrect};
    }
    return plain;
}

Bytes SmSession::encrypt(ByteView plain) const
{
    SecureBytes padded = secure_copy(plain);
    codec::append_padding(padded, suite_->block_size());
    return suite_->encrypt(suite_->initial_vector(counter_.octets()), padded);
}

void SmSession::append_data(Bytes& objects, ByteView plain) const
{
    if (response_data_ == ResponseData::Plain) {
        codec::append_tlv(objects, data_are_tlv_ ? tag::plain_tlv : tag::plain_value, plain);
        return;
    }
    Bytes value = encrypt(plain);
    if (data_are_tlv_) {
        codec::append_tlv(objects, tag::cryptogram_of_tlv, value);
        return;
    }
    value.insert(value.begin(), static_cast<Byte>(PaddingIndicator::Iso));
    codec::append_tlv(objects, tag::padded_cryptogram, value);
}

} // namespace uicc::emulator::secure_messaging
