#include "emulator/card/suspension.hpp"

#include "codec/byte_reader.hpp"
#include "codec/byte_writer.hpp"
#include "emulator/apdu/class_byte.hpp"

#include <algorithm>

namespace uicc::emulator {
namespace {

using codec::ByteReader;
using filesystem::FileIndex;

constexpr Instruction suspend_instruction{0x76};
constexpr Instruction terminal_capability_instruction{0xAA};
constexpr unsigned index_size = 4;
constexpr std::uint32_t no_file = 0xFFFFFFFF;

void append_file(Bytes& out, std::optional<FileIndex> file)
{
    codec::append_number(out, file ? static_cast<std::uint32_t>(*file) : no_file, index_size);
}

void append_channel(Bytes& out, unsigned number, const LogicalChannel& channel)
{
    out.push_back(static_cast<Byte>(number));
    append_file(out, channel.directory);
    append_file(out, channel.ef);
    append_file(out, channel.application);
    codec::append_number(out, channel.record, index_size);
}

/// Octets that are too few, or files and channels that no card has.
struct NoSuspension {
    NoSuspension() = default;
    NoSuspension(codec::DecodeError /*error*/) {} // NOLINT(google-explicit-constructor): for TRY
};

class SuspensionReader {
public:
    SuspensionReader(ByteView octets, const SuspendedCard& card) : reader_{octets}, card_{card} {}

    Result<Suspension, NoSuspension> read()
    {
        Suspension suspension;
        suspension.token = secure_copy(TRY(reader_.take(resume_token_size)));
        TRY(expect_profile());
        for (const Byte verified : TRY(reader_.take(card_.pins))) {
            suspension.verified.push_back(verified != 0);
        }
        while (!reader_.at_end()) {
            TRY(read_channel(suspension.channels));
        }
        return suspension;
    }

private:
    Result<void, NoSuspension> expect_profile()
    {
        const std::size_t size = TRY(reader_.take());
        const ByteView hash = TRY(reader_.take(size));
        const bool is_the_same =
            std::ranges::equal(hash, card_.profile_hash, {}, {},
                               [](char letter) { return static_cast<Byte>(letter); });
        return is_the_same ? Result<void, NoSuspension>{} : tl::unexpected{NoSuspension{}};
    }

    Result<void, NoSuspension> read_channel(LogicalChannels& channels)
    {
        const unsigned number = TRY(reader_.take());
        const auto directory = TRY(file());
        LogicalChannel channel;
        channel.ef = TRY(file());
        channel.application = TRY(file());
        channel.record = TRY(reader_.take_number(index_size));
        if (number >= LogicalChannels::maximum || !directory) {
            return tl::unexpected{NoSuspension{}};
        }
        channel.directory = *directory;
        channels.set(number, channel);
        return {};
    }

    Result<std::optional<FileIndex>, NoSuspension> file()
    {
        const auto index = TRY(reader_.take_number(index_size));
        if (index == no_file) {
            return std::nullopt;
        }
        if (index >= card_.files) {
            return tl::unexpected{NoSuspension{}};
        }
        return FileIndex{static_cast<std::uint32_t>(index)};
    }

    ByteReader reader_;
    SuspendedCard card_;
};

} // namespace

SecureBytes encode_suspension(const Suspension& suspension, std::string_view profile_hash)
{
    Bytes out{suspension.token.begin(), suspension.token.end()};
    out.push_back(static_cast<Byte>(profile_hash.size()));
    out.insert(out.end(), profile_hash.begin(), profile_hash.end());
    for (const bool verified : suspension.verified) {
        out.push_back(verified ? 1 : 0);
    }
    for (unsigned number = 0; number < LogicalChannels::maximum; ++number) {
        if (suspension.channels.is_open(number)) {
            append_channel(out, number, suspension.channels.at(number));
        }
    }
    return secure_copy(out);
}

std::optional<Suspension> decode_suspension(ByteView octets, const SuspendedCard& card)
{
    auto suspension = SuspensionReader{octets, card}.read();
    return suspension ? std::optional{*std::move(suspension)} : std::nullopt;
}

void forget_suspension(filesystem::CardMemory& memory)
{
    if (memory.cell(suspension_cell)) {
        memory.clear_cell(suspension_cell);
    }
}

bool ends_suspension(const CommandApdu& command)
{
    const auto cla = decode_class(command.cla);
    const bool known =
        command.ins == suspend_instruction || command.ins == terminal_capability_instruction;
    return !cla || cla->group != ClassByte::Group::Etsi || !known;
}

} // namespace uicc::emulator
