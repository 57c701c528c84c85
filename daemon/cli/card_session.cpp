#include "daemon/cli/card_session.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"

#include <stdexcept>

namespace uicc::daemon::cli {
namespace {

constexpr std::size_t status_size = 2;
constexpr Byte response_available = 0x61;
constexpr Byte wrong_le = 0x6C;

std::unique_ptr<crypto::RandomSource> make_random(std::optional<std::uint64_t> seed)
{
    if (seed) {
        return std::make_unique<crypto::SeededRandom>(*seed);
    }
    return std::make_unique<crypto::OpenSslRandom>();
}

Byte sw1_of(const Bytes& answer)
{
    return answer[answer.size() - 2];
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
    return card_->transmit(command);
}

Bytes CardSession::exchange(ByteView command)
{
    Bytes answer = transmit(command);
    if (sw1_of(answer) == wrong_le && command.size() >= 5) {
        Bytes corrected{command.begin(), command.begin() + 4};
        corrected.push_back(answer.back());
        answer = transmit(corrected);
    }
    Bytes data;
    while (sw1_of(answer) == response_available) {
        data.insert(data.end(), answer.begin(), answer.end() - status_size);
        const Byte channel = command[0] & ((command[0] & 0x40) != 0 ? 0x4F : 0x03);
        answer = transmit(Bytes{channel, 0xC0, 0x00, 0x00, answer.back()});
    }
    data.insert(data.end(), answer.begin(), answer.end());
    return data;
}

} // namespace uicc::daemon::cli
