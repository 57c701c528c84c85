#include "tests/daemon/client/emulator_card.hpp"

#include "emulator/applications/uicc.hpp"
#include "profiles/loader/load_profile.hpp"
#include "tests/support/vector_file.hpp"

#include <algorithm>

namespace uicc::test {

EmulatorCard::EmulatorCard(const std::string& profile)
{
    const auto loaded = profiles::load_profile(PROJECT_SOURCE_DIR "/profiles/cards/" + profile);
    auto made = emulator::make_card(loaded.value(), "card", store_, random_);
    card_.emplace(std::move(made).value());
    card_->power_on();
}

EmulatorCard::Answer EmulatorCard::transmit(ByteView command)
{
    commands_.push_back(to_hex(command));
    Bytes answer = card_->transmit(command);
    if (distortion) {
        distortion(commands_.back(), answer);
    }
    return answer;
}

std::size_t EmulatorCard::count(const std::string& instruction) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(commands_, [&](const std::string& command) {
            return command.compare(2, 2, instruction) == 0;
        }));
}

} // namespace uicc::test
