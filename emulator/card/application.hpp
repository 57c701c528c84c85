#pragma once

#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <memory>

namespace uicc::emulator {

struct CommandContext;

/// What an application adds to the files of its ADF; one object per card.
class Application {
public:
    Application() = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    Application(Application&&) = delete;
    Application& operator=(Application&&) = delete;
    virtual ~Application() = default;

    /// AUTHENTICATE, TS 102 221 §11.1.16, in the context that P2 names.
    [[nodiscard]] virtual CommandResult authenticate(CommandContext& context,
                                                     const CommandApdu& command);
};

/// What a profile says about an application; shared by the cards of the profile.
class ApplicationDefinition {
public:
    ApplicationDefinition() = default;
    ApplicationDefinition(const ApplicationDefinition&) = delete;
    ApplicationDefinition& operator=(const ApplicationDefinition&) = delete;
    ApplicationDefinition(ApplicationDefinition&&) = delete;
    ApplicationDefinition& operator=(ApplicationDefinition&&) = delete;
    virtual ~ApplicationDefinition() = default;

    [[nodiscard]] virtual filesystem::FileIndex adf() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Application> install() const = 0;
};

} // namespace uicc::emulator
