#include "daemon/explanation/apdu_sender.hpp"

#include "daemon/trace/apdu_meaning.hpp"
#include "emulator/apdu/class_byte.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/transport/response_delivery.hpp"

#include <fmt/format.h>

#include <optional>

namespace uicc::daemon::explanation {
namespace {

constexpr std::size_t status_size = 2;
constexpr Byte response_available = 0x61;
constexpr Byte gsm_response_available = 0x9F; // TS 51.011 §9.4.1
constexpr Byte wrong_le = 0x6C;

// More than any answer needs: a bad card never ends.
constexpr unsigned most_fetches = 512;
constexpr std::size_t most_data = 65'536 + 256;

constexpr auto get_response = static_cast<Byte>(emulator::get_response_instruction);

/// The command with the Le that 6CXX names, 00 for 256; nothing when the command has none.
std::optional<Bytes> with_le(ByteView octets, Byte le)
{
    const auto command = emulator::parse_command(octets);
    if (!command || !command->ne) {
        return std::nullopt;
    }
    Bytes corrected{octets.begin(), octets.end()};
    corrected.back() = le;
    if (command->extended) {
        corrected[corrected.size() - 2] = le == 0 ? 1 : 0;
    }
    return corrected;
}

/// The class of GET RESPONSE behind a command: A0, or the interindustry class of the same logical
/// channel, ISO/IEC 7816-4 §5.4.1.
constexpr Byte fetching_class(Byte cla)
{
    if (cla == emulator::gsm_class) {
        return cla;
    }
    return static_cast<Byte>((cla & 0x40) != 0 ? 0x40 | (cla & 0x0F) : cla & 0x03);
}

std::string said(const emulator::Explanation& explanation)
{
    std::string text{explanation.command};
    text += explanation.file.empty() ? "" : " on " + explanation.file;
    return explanation.reason.empty() ? text : text + ": " + explanation.reason;
}

unsigned sw1_of(const Answer& answer)
{
    return trace::status_of(answer.octets).value_or(0) >> 8U;
}

bool announces_data(const Answer& answer)
{
    return sw1_of(answer) == response_available || sw1_of(answer) == gsm_response_available;
}

} // namespace

Result<Answer, std::string> ApduSender::send(ByteView command)
{
    Answer answer = TRY(transmit_(command));
    sent_.assign(command.begin(), command.end());
    if (!trace::is_get_response(command)) {
        announced_ = announces_data(answer) ? said(answer.explanation) : "";
    }
    return answer;
}

Result<Answer, std::string> ApduSender::exchange(ByteView command)
{
    Answer answer = TRY(send(command));
    if (sw1_of(answer) == wrong_le) {
        if (const auto corrected = with_le(command, answer.octets.back())) {
            answer = TRY(send(*corrected));
        }
    }
    const Byte cla = command.empty() ? Byte{0} : command.front();
    Bytes data;
    const auto goes_on = [&] {
        return announces_data(answer) && data.size() + answer.octets.size() < most_data;
    };
    for (unsigned i = 0; i < most_fetches && goes_on(); ++i) {
        data.insert(data.end(), answer.octets.begin(), answer.octets.end() - status_size);
        answer =
            TRY(send(Bytes{fetching_class(cla), get_response, 0x00, 0x00, answer.octets.back()}));
    }
    answer.octets.insert(answer.octets.begin(), data.begin(), data.end());
    return answer;
}

std::string ApduSender::explain(const Answer& answer) const
{
    const std::string_view name = answer.explanation.command;
    const std::string& file = answer.explanation.file;
    std::string line =
        name.empty() ? "unknown command" : fmt::format("{}{}", name, trace::key_of(sent_));
    line += file.empty() ? "" : " on " + file;
    if (name == "GET RESPONSE" && answer.octets.size() > status_size && !announced_.empty()) {
        line += ", the answer to " + announced_;
    }
    std::string_view separator = ": ";
    for (const std::string& remark :
         {answer.explanation.reason, trace::tries_left(sent_, answer.octets)}) {
        if (!remark.empty()) {
            line += separator;
            line += remark;
            separator = ", ";
        }
    }
    return line;
}

} // namespace uicc::daemon::explanation
