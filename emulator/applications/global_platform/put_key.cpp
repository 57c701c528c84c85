#include "emulator/applications/global_platform/put_key.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"

#include <utility>

namespace uicc::emulator::global_platform {
namespace {

constexpr Byte more_commands = 0x80;
constexpr Byte multiple_keys = 0x80;
constexpr Byte low_bits = 0x7F;

/// Malformed data in a command are 6A80, wherever they are.
template <class Value>
Result<Value, StatusWord> well_formed(Result<Value, codec::DecodeError> decoded)
{
    if (!decoded) {
        return tl::unexpected{sw::incorrect_data};
    }
    return *std::move(decoded);
}

Result<ByteView, StatusWord> take_field(codec::ByteReader& reader)
{
    const Byte length = TRY(well_formed(reader.take()));
    return well_formed(reader.take(length));
}

Result<KeyType, StatusWord> take_type(codec::ByteReader& reader)
{
    const Byte code = TRY(well_formed(reader.take()));
    const KeyType type{code};
    if (type != KeyType::Des && type != KeyType::Aes) {
        return tl::unexpected{sw::algorithm_not_supported};
    }
    return type;
}

/// AES keys say how long they are in front of their encryption, Amendment D §7.2.
Result<SecureBytes, StatusWord> decrypt(KeyType type, ByteView field, const Session& session)
{
    std::size_t size = field.size();
    if (type == KeyType::Aes && !field.empty()) {
        size = field.front();
        field = field.subspan(1);
    }
    SecureBytes value = TRY(session.decrypt_sensitive(field));
    if (!is_key_size(type, size) || size > value.size()) {
        return tl::unexpected{sw::incorrect_data};
    }
    value.resize(size);
    return value;
}

Result<NewKey, StatusWord> take_key(codec::ByteReader& reader, const Session& session)
{
    NewKey key;
    key.type = TRY(take_type(reader));
    const ByteView field = TRY(take_field(reader));
    key.value = TRY(decrypt(key.type, field, session));
    const ByteView check_value = TRY(take_field(reader));
    key.has_check_value = !check_value.empty();
    if (key.has_check_value &&
        !equal_in_constant_time(check_value, key_check_value(key.type, key.value))) {
        return tl::unexpected{sw::invalid_key_check_value};
    }
    return key;
}

Result<void, StatusWord> check(const PutKey& put_key, bool several)
{
    if (put_key.first_identifier == 0) {
        return tl::unexpected{sw::incorrect_p1_p2};
    }
    const bool is_version = put_key.version >= 0x01 && put_key.version <= low_bits;
    if (!is_version || put_key.keys.empty() || several != (put_key.keys.size() > 1)) {
        return tl::unexpected{sw::incorrect_data};
    }
    return {};
}

} // namespace

Result<PutKey, StatusWord> parse_put_key(const CommandApdu& command, const Session& session)
{
    codec::ByteReader reader{command.data};
    PutKey put_key{.replaced_version = static_cast<Byte>(command.p1 & low_bits),
                   .first_identifier = static_cast<Byte>(command.p2 & low_bits),
                   .last = (command.p1 & more_commands) == 0};
    put_key.version = TRY(well_formed(reader.take()));
    while (!reader.at_end()) {
        auto key = TRY(take_key(reader, session));
        put_key.keys.push_back(std::move(key));
    }
    TRY(check(put_key, (command.p2 & multiple_keys) != 0));
    return put_key;
}

Bytes put_key_answer(const PutKey& put_key)
{
    Bytes answer{put_key.version};
    for (const NewKey& key : put_key.keys) {
        if (key.has_check_value) {
            codec::append(answer, key_check_value(key.type, key.value));
        }
    }
    return answer;
}

} // namespace uicc::emulator::global_platform
