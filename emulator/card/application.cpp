#include "emulator/card/application.hpp"

#include "emulator/card/command_context.hpp"
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

Result<void, StatusWord> Application::admit_odd_context(const CommandContext& context,
                                                        Byte /*p2*/) const
{
    return context.refuse(sw::conditions_of_use_not_satisfied,
                          "the active application has no use for the odd instruction");
}

Result<SecureBytes, StatusWord> Application::authenticate_odd(CommandContext& /*context*/,
                                                              Byte /*p2*/,
                                                              const codec::TlvObject& /*data*/)
{
    return tl::unexpected{sw::conditions_of_use_not_satisfied};
}

} // namespace uicc::emulator
