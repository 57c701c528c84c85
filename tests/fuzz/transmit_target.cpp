#include "crypto/seeded_random.hpp"
#include "emulator/applications/uicc.hpp"
#include "filesystem/store/memory_store.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/fuzz/fuzz_target.hpp"

#include <array>
#include <memory>
#include <span>

/// A session: length octet and APDU, again and again. The first octet chooses the card; the length
/// 00 is a warm reset.
namespace uicc::test {
namespace {

using Description = std::shared_ptr<const emulator::CardDescription>;

// Those of make_corpus.py, in its order.
constexpr std::array cards{
    "profiles/cards/default.yaml",           "profiles/cards/lwm2m-scp03.yaml",
    "profiles/cards/usim-isim.yaml",         "profiles/cards/usim-5g-suci.yaml",
    "profiles/cards/gsm-sim.yaml",           "profiles/cards/usim-tuak.yaml",
    "tests/conformance/cards/uicc.yaml",     "tests/conformance/cards/management.yaml",
    "tests/conformance/cards/gsm.yaml",      "tests/conformance/cards/services.yaml",
    "tests/conformance/cards/suci.yaml",     "tests/conformance/cards/environments.yaml",
    "tests/conformance/cards/universal.yaml"};

const Description& description(std::uint8_t choice)
{
    static std::array<Description, cards.size()> loaded;
    Description& card = loaded.at(choice % cards.size());
    if (card == nullptr) {
        card = profiles::load_profile(std::string{PROJECT_SOURCE_DIR "/"} +
                                      cards.at(choice % cards.size()))
                   .value();
    }
    return card;
}

void play(emulator::Card& card, ByteView session)
{
    while (!session.empty()) {
        const std::size_t size = std::min<std::size_t>(session.front(), session.size() - 1);
        const ByteView command = session.subspan(1, size);
        session = session.subspan(1 + size);
        if (command.empty()) {
            card.reset();
            continue;
        }
        const Bytes answer = card.transmit(command);
        require(answer.size() >= 2);
        require((answer[answer.size() - 2] & 0xF0) == 0x60 || answer[answer.size() - 2] >= 0x90);
    }
    require(card.internal_errors() == 0);
}

} // namespace
} // namespace uicc::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace uicc;
    if (size == 0) {
        return 0;
    }
    filesystem::MemoryStore store;
    crypto::SeededRandom random{1};
    auto card = emulator::make_card(test::description(data[0]), "fuzz", store, random).value();
    card.power_on();
    test::play(card, ByteView{data, size}.subspan(1));
    return 0;
}
