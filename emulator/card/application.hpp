#pragma once

#include "codec/ber_tlv.hpp"
#include "codec/secure_bytes.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "emulator/apdu/response_apdu.hpp"
#include "filesystem/memory/card_memory.hpp"

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace uicc::emulator {

struct CommandContext;
struct CommandSpec;

/// What an application adds to the files of its ADF; one object per card.
class Application {
public:
    Application() = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    Application(Application&&) = delete;
    Application& operator=(Application&&) = delete;
    virtual ~Application() = default;

    /// Commands of its own: they come before those of the card while it is the active one.
    [[nodiscard]] virtual std::span<const CommandSpec> commands() const;

    /// What SELECT by name answers instead of an FCP; nothing: the FCP.
    [[nodiscard]] virtual std::optional<Bytes> fci(const CommandContext& context) const;

    /// AUTHENTICATE, TS 102 221 §11.1.16, in the context that P2 names.
    [[nodiscard]] virtual CommandResult authenticate(CommandContext& context,
                                                     const CommandApdu& command);

    /// Whether P2 names a context of the odd instruction, whose data come in blocks; 6985 by
    /// default.
    [[nodiscard]] virtual Result<void, StatusWord> admit_odd_context(const CommandContext& context,
                                                                     Byte p2) const;

    /// What the odd instruction answers in a context that has been admitted: one data object in
    /// (tag 53 or 73), one out, or nothing.
    [[nodiscard]] virtual Result<SecureBytes, StatusWord> authenticate_odd(
        CommandContext& context, Byte p2, const codec::TlvObject& data);
};

/// The applications of one card, each with its ADF.
class Applications {
public:
    void add(filesystem::FileIndex adf, std::unique_ptr<Application> application)
    {
        all_.emplace_back(adf, std::move(application));
    }

    /// Null where an ADF has files only, or none is asked for.
    [[nodiscard]] Application* at(std::optional<filesystem::FileIndex> adf) const;

private:
    std::vector<std::pair<filesystem::FileIndex, std::unique_ptr<Application>>> all_;
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
