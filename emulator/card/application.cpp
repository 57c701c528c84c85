#include "emulator/card/application.hpp"

#include "emulator/card/command_spec.hpp"

namespace uicc::emulator {

std::span<const CommandSpec> Application::commands() const
{
    return {};
}

std::optional<Bytes> Application::fci(const CommandContext& /*context*/) const
{
    return std::nullopt;
}

Application* Applications::at(std::optional<filesystem::FileIndex> adf) const
{
    for (const auto& [file, application] : all_) {
        if (file == adf) {
            return application.get();
        }
    }
    return nullptr;
}

CommandResult Application::authenticate(CommandContext& /*context*/, const CommandApdu& /*command*/)
{
    return tl::unexpected{sw::conditions_of_use_not_satisfied};
}

} // namespace uicc::emulator
