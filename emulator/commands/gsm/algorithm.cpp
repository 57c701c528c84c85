#include "emulator/commands/gsm/algorithm.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/card/file_access.hpp"
#include "emulator/commands/authenticate.hpp"
#include "emulator/commands/gsm/parameters.hpp"

#include <optional>

namespace uicc::emulator::commands::gsm {
namespace {

using filesystem::FileIndex;

constexpr filesystem::Fid df_gsm{0x7F20};
constexpr std::size_t rand_size = 16;
constexpr std::size_t sres_size = 4;
constexpr std::size_t kc_size = 8;
constexpr Byte gsm_context = 0x80; // P2 of AUTHENTICATE

/// DF.GSM, where it or a DF below it is current.
std::optional<FileIndex> current_df_gsm(const CommandContext& context)
{
    const auto& memory = context.memory;
    for (FileIndex directory = context.channel.directory; directory != filesystem::mf_index;
         directory = memory.header(directory).parent) {
        if (memory.header(directory).parent == filesystem::mf_index &&
            memory.header(directory).fid == df_gsm) {
            return directory;
        }
    }
    return std::nullopt;
}

Result<void, StatusWord> require_chv1(const CommandContext& context, FileIndex directory)
{
    const bool exists = context.pins.find(filesystem::pin1, std::nullopt) != nullptr;
    if (exists && !context.security_for(directory).is_satisfied(filesystem::pin1)) {
        return context.refuse(sw::gsm::access_condition_not_fulfilled,
                              explain({.reason = filesystem::Denial::Reason::KeyMissing,
                                       .missing_keys = {filesystem::pin1},
                                       .source = "the command"}));
    }
    return {};
}

/// DF.GSM where it has keys of its own, else the main application, whose keys want its PIN, TS
/// 31.102 §7.1.2.
Result<Application*, StatusWord> application_with_keys(const CommandContext& context,
                                                       FileIndex directory)
{
    if (Application* own = context.applications.at(directory)) {
        return own;
    }
    Application* main = context.applications.at(context.channel.application);
    if (main == nullptr) {
        return context.refuse(sw::no_precise_diagnosis, "the card has no GSM algorithm");
    }
    TRY(require_usable(context, *context.channel.application));
    TRY(require_application_pin(context));
    return main;
}

/// AUTHENTICATE in the GSM context: 04 SRES 08 Kc, TS 31.102 §7.1.2.1.
CommandResult authenticate(CommandContext& context, Application& application, ByteView rand)
{
    Bytes data{static_cast<Byte>(rand_size)};
    codec::append(data, rand);
    return application.authenticate(context, {.p2 = gsm_context, .data = data});
}

} // namespace

CommandResult run_gsm_algorithm(CommandContext& context, const CommandApdu& command)
{
    TRY(require_no_parameters(context, command));
    TRY(require_size(context, command, rand_size));
    const auto directory = current_df_gsm(context);
    if (!directory) {
        return context.refuse(sw::gsm::access_condition_not_fulfilled,
                              "neither DF.GSM nor a DF below it is current");
    }
    TRY(require_usable(context, *directory));
    TRY(require_chv1(context, *directory));
    Application* application = TRY(application_with_keys(context, *directory));
    const ResponseApdu answer = TRY(authenticate(context, *application, command.data));
    const ByteView keys{answer.data};
    ResponseApdu response;
    codec::append(response.data, keys.subspan(1, sres_size));
    codec::append(response.data, keys.subspan(2 + sres_size, kc_size));
    return response;
}

CommandResult sleep(CommandContext& context, const CommandApdu& command)
{
    TRY(require_no_parameters(context, command));
    return ResponseApdu{};
}

} // namespace uicc::emulator::commands::gsm
