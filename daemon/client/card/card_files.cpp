#include "daemon/client/card/card_files.hpp"

#include "codec/byte_writer.hpp"
#include "daemon/client/card/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace uicc::daemon::client::card {
namespace {

constexpr Byte select_instruction = 0xA4;
constexpr Byte read_binary = 0xB0;
constexpr Byte read_record = 0xB2;
constexpr Byte absolute_record = 0x04;
constexpr Byte return_fcp = 0x04;
constexpr Byte return_nothing = 0x0C;
constexpr std::size_t largest_piece = 256;
constexpr std::size_t offsets = 0x8000; ///< READ BINARY has 15 bits for them
constexpr std::size_t most_records = 254;
constexpr int needless_reads = 16;

FileState state_of(std::uint16_t word)
{
    switch (word) {
    case status::file_not_found:
        return FileState::Missing;
    case status::security_not_satisfied:
        return FileState::Protected;
    case status::file_deactivated:
    case status::data_invalidated:
    case status::conditions_not_satisfied:
        return FileState::Deactivated;
    default:
        return FileState::Refused;
    }
}

struct StatusText {
    std::uint16_t status = 0;
    std::string_view text{};
};

constexpr auto status_texts = std::to_array<StatusText>({
    {status::file_deactivated, "the file is deactivated"},
    {status::secure_messaging_not_supported, "secure messaging is not supported"},
    {status::security_not_satisfied, "the security status is not satisfied"},
    {status::blocked, "the PIN is blocked"},
    {status::data_invalidated, "the data are not usable"},
    {status::conditions_not_satisfied, "the conditions are not satisfied"},
    {status::function_not_supported, "the function is not supported"},
    {status::file_not_found, "the file was not found"},
    {status::incorrect_parameters, "P1 or P2 is incorrect"},
    {status::wrong_parameters, "wrong parameters"},
});

} // namespace

std::string describe_status(std::uint16_t word)
{
    const auto* found = std::ranges::find(status_texts, word, &StatusText::status);
    return found == status_texts.end() ? fmt::format("{:04X}", word)
                                       : fmt::format("{:04X}, {}", word, found->text);
}

Result<Selected, Failure> CardFiles::select(Selection selection, ByteView name)
{
    Command command{.instruction = select_instruction,
                    .p1 = static_cast<Byte>(selection),
                    .p2 = conduct_.breaks(Rule::SelectP2Zero) ? Byte{0x00} : return_fcp,
                    .data = secure_copy(name),
                    .le = 256};
    Answer answer = TRY(link_.send(command));
    if (answer.status == status::incorrect_parameters && conduct_.keeps(Rule::SelectP2Zero)) {
        command.p2 = return_nothing;
        command.le.reset();
        answer = TRY(link_.send(command));
    }
    Selected selected{.status = answer.status, .genuine = answer.genuine};
    if (answer.data.empty()) {
        return selected;
    }
    const bool strict = conduct_.breaks(Rule::Fcp62Only);
    const auto parameters =
        parse_file_parameters(answer.data, strict ? Enclosure::FcpOnly : Enclosure::Either);
    selected.chokes = strict && !parameters;
    selected.parameters = parameters.value_or(FileParameters{});
    return selected;
}

Result<FileContent, Failure> CardFiles::read(ByteView path)
{
    const Selected selected = TRY(select(Selection::FromMf, path));
    FileContent content{.state = state_of(selected.status),
                        .status = selected.status,
                        .parameters = selected.parameters};
    if (!selected.genuine || selected.chokes) {
        content.state = selected.genuine ? FileState::Refused : FileState::Forged;
        return content;
    }
    const bool deactivated =
        selected.status == status::file_deactivated || selected.parameters.deactivated;
    if (deactivated && conduct_.keeps(Rule::ReadWhenDeactivated)) {
        content.state = FileState::Deactivated;
        return content;
    }
    return status::is_done(selected.status) ? read_selected(std::move(content)) : content;
}

std::size_t CardFiles::piece_size(const FileContent& content) const
{
    const std::size_t most = conduct_.breaks(Rule::OneRead) ? largest_piece - 1 : largest_piece;
    if (link_.in_session() || !content.parameters.size) {
        return most; // protection takes a part of a response, so the card knows best
    }
    const std::size_t rest = *content.parameters.size - content.octets.size();
    return std::min(rest, most);
}

Result<Answer, Failure> CardFiles::read_piece(const FileContent& content)
{
    std::size_t offset = content.octets.size();
    if (conduct_.breaks(Rule::LowOffsetsOnly)) {
        offset &= 0xFFU;
    }
    return link_.send({.instruction = read_binary,
                       .p1 = static_cast<Byte>(offset >> 8U),
                       .p2 = static_cast<Byte>(offset),
                       .le = piece_size(content)});
}

bool CardFiles::is_complete(const FileContent& content, const Answer& last) const
{
    const bool cut = last.data.size() < largest_piece && conduct_.breaks(Rule::StopAtShortRead);
    return last.status != status::success || last.data.empty() || cut ||
           conduct_.breaks(Rule::OneRead) || content.octets.size() >= offsets ||
           (content.parameters.size && content.octets.size() >= *content.parameters.size);
}

/// What a client does that does not know where a file ends.
Result<void, Failure> CardFiles::read_on_past_end(const FileContent& content)
{
    for (int reads = 0; reads < needless_reads; ++reads) {
        FileContent beyond{.octets = content.octets};
        TRY(read_piece(beyond));
    }
    return {};
}

/// Read, as long as the answer belongs to a file that can be read.
FileState CardFiles::state_after(const FileContent& content, const Answer& answer) const
{
    if (!answer.genuine) {
        return FileState::Forged;
    }
    const bool ends = answer.status == status::end_reached && conduct_.keeps(Rule::Reject6282);
    const bool beyond = answer.status == status::wrong_parameters && content.reads != 0;
    return answer.status == status::success || ends || beyond ? FileState::Read
                                                              : state_of(answer.status);
}

Result<FileContent, Failure> CardFiles::read_selected(FileContent content)
{
    so_far_.clear();
    content.state = FileState::Read;
    for (bool complete = content.parameters.size == std::size_t{0}; !complete;) {
        const Answer answer = TRY(read_piece(content));
        content.status = answer.status;
        content.state = state_after(content, answer);
        if (content.state != FileState::Read) {
            content.octets.clear();
            return content;
        }
        codec::append(content.octets, answer.data);
        content.reads += answer.data.empty() ? 0U : 1U;
        so_far_ = content.octets;
        complete = is_complete(content, answer);
    }
    if (conduct_.breaks(Rule::ReadPastEnd)) {
        TRY(read_on_past_end(content));
    }
    return content;
}

Result<std::vector<Bytes>, Failure> CardFiles::read_records(ByteView path)
{
    const Selected selected = TRY(select(Selection::FromMf, path));
    std::vector<Bytes> records;
    if (!status::is_done(selected.status) || selected.chokes) {
        return records;
    }
    const std::size_t last =
        std::min(selected.parameters.records.value_or(most_records), most_records);
    while (records.size() < last) {
        Answer answer =
            TRY(link_.send({.instruction = read_record,
                            .p1 = static_cast<Byte>(records.size() + 1),
                            .p2 = absolute_record,
                            .le = selected.parameters.record_length.value_or(largest_piece)}));
        if (!status::is_done(answer.status)) {
            break;
        }
        records.push_back(std::move(answer.data));
    }
    return records;
}

} // namespace uicc::daemon::client::card
