#include "daemon/cli/card_session.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"

#include <stdexcept>

namespace uicc::daemon::cli {
namespace {

std::unique_ptr<crypto::RandomSource> make_random(std::optional<std::uint64_t> seed)
{
    if (seed) {
        return std::make_unique<crypto::SeededRandom>(*seed);
    }
    return std::make_unique<crypto::OpenSslRandom>();
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

} // namespace uicc::daemon::cli
