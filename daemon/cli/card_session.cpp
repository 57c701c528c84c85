#include "daemon/cli/card_session.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "daemon/trace/apdu_meaning.hpp"
#include "emulator/apdu/class_byte.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/applications/uicc.hpp"
#include "emulator/transport/response_delivery.hpp"

#include <stdexcept>

namespace uicc::daemon::cli {
namespace {

constexpr std::size_t status_size = 2;
constexpr Byte response_available = 0x61;
constexpr Byte gsm_response_available = 0x9F; // TS 51.011 §9.4.1
constexpr Byte wrong_le = 0x6C;
constexpr auto get_response = static_cast<Byte>(emulator::get_response_instruction);

std::unique_ptr<crypto::RandomSource> make_random(std::optional<std::uint64_t> seed)
{
    if (seed) {
        return std::make_unique<crypto::SeededRandom>(*seed);
    }
    return std::make_unique<crypto::OpenSslRandom>();
}

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

Byte sw1_of(const Bytes& answer)
{
    return answer[answer.size() - 2];
}

bool announces_data(const Bytes& answer)
{
    return sw1_of(answer) == response_available || sw1_of(answer) == gsm_response_available;
}

} // namespace

CardSession::CardSession(const std::shared_ptr<const emulator::CardDescription>& description,
                         std::optional<std::uint64_t> seed)
    : random_{make_random(seed)}
{
    auto card = emulator::make_card(description, description->name, store_, *random_);
    if (!card) {
        throw std::runtime_error{card.error().what};
    }
    card_.emplace(std::move(*card));
    card_->power_on();
}

Bytes CardSession::transmit(ByteView command)
{
    Bytes answer = card_->transmit(command);
    if (!trace::is_get_response(command)) {
        const emulator::Explanation& explanation = card_->explanation();
        announced_ = announces_data(answer) ? said(explanation) : "";
    }
    return answer;
}

Bytes CardSession::exchange(ByteView command)
{
    Bytes answer = transmit(command);
    if (sw1_of(answer) == wrong_le) {
        if (const auto corrected = with_le(command, answer.back())) {
            answer = transmit(*corrected);
        }
    }
    Bytes data;
    while (announces_data(answer)) {
        data.insert(data.end(), answer.begin(), answer.end() - status_size);
        answer = transmit(
            Bytes{fetching_class(command.front()), get_response, 0x00, 0x00, answer.back()});
    }
    data.insert(data.end(), answer.begin(), answer.end());
    return data;
}

} // namespace uicc::daemon::cli
