#include "daemon/replay/profile_target.hpp"

#include "crypto/openssl_random.hpp"
#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"

namespace uicc::daemon::replay {
namespace {

using trace::EventKind;

std::unique_ptr<crypto::RandomSource> make_random(std::optional<std::uint64_t> seed)
{
    if (seed) {
        return std::make_unique<crypto::SeededRandom>(*seed);
    }
    return std::make_unique<crypto::OpenSslRandom>();
}

class CardTarget final : public Target {
public:
    CardTarget(const std::shared_ptr<const emulator::CardDescription>& description,
               std::optional<std::uint64_t> seed)
        : random_{make_random(seed)},
          card_{emulator::make_card(description, "replayed", store_, *random_).value()}
    {}

    Result<Bytes, std::string> power(EventKind kind) override
    {
        if (kind == EventKind::PowerOff) {
            card_.power_off();
            return Bytes{};
        }
        if (kind == EventKind::WarmReset) {
            card_.reset();
        } else {
            card_.power_on();
        }
        const ByteView atr = card_.atr();
        return Bytes(atr.begin(), atr.end());
    }

    Result<Bytes, std::string> transmit(ByteView command) override
    {
        return card_.transmit(command);
    }

private:
    filesystem::MemoryStore store_;
    std::unique_ptr<crypto::RandomSource> random_;
    emulator::Card card_;
};

} // namespace

std::unique_ptr<Target> make_card_target(
    const std::shared_ptr<const emulator::CardDescription>& description,
    std::optional<std::uint64_t> seed)
{
    return std::make_unique<CardTarget>(description, seed);
}

} // namespace uicc::daemon::replay
