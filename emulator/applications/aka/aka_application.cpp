#include "codec/byte_writer.hpp"
#include "crypto/gsm_conversion.hpp"
#include "emulator/applications/aka/aka_definition.hpp"
#include "emulator/applications/aka/judgement.hpp"
#include "emulator/applications/application_files.hpp"
#include "emulator/applications/gba/gba.hpp"
#include "emulator/applications/identity/get_identity.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_spec.hpp"

#include <fmt/format.h>

#include <array>

namespace uicc::emulator::applications::aka {
namespace {

constexpr Byte gsm_context = 0x80;
constexpr Byte context_3g = 0x81;
constexpr Byte mbms_context = 0x85;
constexpr Byte local_key_context = 0x86;
constexpr Byte authentication_succeeded = 0xDB;
constexpr Byte synchronisation_failed = 0xDC;

void append_with_length(Bytes& out, ByteView octets)
{
    out.push_back(static_cast<Byte>(octets.size()));
    codec::append(out, octets);
}

/// RAND and AUTN, each behind its length, TS 31.102 §7.1.2.1.
Result<Challenge, StatusWord> parse_3g(const CommandContext& context,
                                       ByteView data,
                                       std::size_t autn_size)
{
    if (data.size() != 1 + rand_size + 1 + autn_size) {
        return context.refuse(sw::wrong_length, "the data is RAND and AUTN behind their lengths");
    }
    if (data[0] != rand_size || data[1 + rand_size] != autn_size) {
        return context.refuse(sw::incorrect_data, "RAND or AUTN has another length");
    }
    return *challenge_of(data.subspan(1, rand_size), data.subspan(2 + rand_size));
}

/// The keys of a challenge that is accepted, or else AUTS.
struct Outcome {
    ChallengeKeys keys{};
    Bytes auts{};
};

constexpr auto usim_commands = std::to_array<CommandSpec>(
    {{"GET IDENTITY", CommandClass::Cla8XCXEX, Instruction{0x78}, CommandData::None, std::nullopt,
      identity::get_identity, ChannelUse::Ordinary}});

class AkaApplication final : public Application {
public:
    explicit AkaApplication(const AkaDefinition& definition)
        : definition_{definition}, parameters_{definition.parameters()}, algorithm_{make_algorithm(
                                                                             parameters_.algorithm)}
    {}

    [[nodiscard]] std::span<const CommandSpec> commands() const override
    {
        return parameters_.kind == Kind::Usim ? std::span{usim_commands}
                                              : std::span<const CommandSpec>{};
    }

    CommandResult authenticate(CommandContext& context, const CommandApdu& command) override
    {
        switch (command.p2) {
        case context_3g:
            return authenticate_3g(context, command.data);
        case gsm_context:
            return authenticate_gsm(context, command.data);
        case gba::security_context:
            return authenticate_gba(context, command.data);
        default:
            return context.refuse(sw::incorrect_p1_p2, "P2 is " + contexts(context));
        }
    }

    [[nodiscard]] Result<void, StatusWord> admit_odd_context(const CommandContext& context,
                                                             Byte p2) const override
    {
        if (p2 == mbms_context || p2 == local_key_context) {
            return context.refuse(sw::security_context_not_supported,
                                  "the card has neither MBMS security nor local keys");
        }
        return context.refuse(sw::incorrect_p1_p2, "P2 names no context of the odd instruction");
    }

private:
    [[nodiscard]] const gba::Files& gba_files() const
    {
        return parameters_.kind == Kind::Usim ? gba::usim_files : gba::isim_files;
    }

    /// Those that the application has, "80 (GSM) or 81 (3G)".
    [[nodiscard]] std::string contexts(const CommandContext& context) const
    {
        const gba::Files& files = gba_files();
        const bool has_gba = announces_service(context.memory, definition_.adf(),
                                               files.service_table, files.service);
        return fmt::format("{}81 ({}){}", parameters_.gsm_context ? "80 (GSM) or " : "",
                           parameters_.kind == Kind::Isim ? "IMS AKA" : "3G",
                           has_gba ? " or 84 (GBA)" : "");
    }

    CommandResult authenticate_gsm(const CommandContext& context, ByteView data) const
    {
        if (!parameters_.gsm_context) {
            return context.refuse(sw::security_context_not_supported,
                                  parameters_.kind == Kind::Isim
                                      ? "an ISIM has no GSM context"
                                      : "service 38 (GSM security context) is not available");
        }
        if (data.size() != 1 + rand_size) {
            return context.refuse(sw::wrong_length, "the data is RAND, 16 octets");
        }
        if (data[0] != rand_size) {
            return context.refuse(sw::incorrect_data, "RAND has 16 octets");
        }
        const auto keys =
            run_gsm_algorithm(parameters_.gsm, *algorithm_, crypto::BlockView{data.subspan(1)});
        ResponseApdu response;
        append_with_length(response.data, keys.sres);
        append_with_length(response.data, keys.kc);
        return response;
    }

    CommandResult authenticate_3g(CommandContext& context, ByteView data) const
    {
        const Challenge challenge = TRY(parse(context, data));
        const Outcome outcome = TRY(run(context, challenge));
        return outcome.auts.empty() ? answer_3g(outcome.keys) : resynchronise(outcome.auts);
    }

    CommandResult authenticate_gba(CommandContext& context, ByteView data) const
    {
        gba::Gba gba{context, definition_.adf(), gba_files()};
        if (TRY(gba.mode_of(data)) == gba::Mode::NafDerivation) {
            return gba.derive(data.subspan(1));
        }
        Challenge challenge = TRY(parse(context, data.subspan(1)));
        const Bytes mac = gba::Gba::plain_mac(challenge.mac, algorithm_->f2345(challenge.rand).ik);
        challenge.mac = mac;
        const Outcome outcome = TRY(run(context, challenge));
        if (!outcome.auts.empty()) {
            return resynchronise(outcome.auts);
        }
        TRY(gba.bootstrap(challenge.rand, outcome.keys.ck, outcome.keys.ik));
        ResponseApdu response{.data = {authentication_succeeded}};
        append_with_length(response.data, outcome.keys.res);
        return response;
    }

    [[nodiscard]] Result<Challenge, StatusWord> parse(const CommandContext& context,
                                                      ByteView data) const
    {
        return parse_3g(context, data, autn_head_size + algorithm_->mac_size());
    }

    /// Judges a challenge; when it is accepted, its SQN counts.
    Result<Outcome, StatusWord> run(CommandContext& context, const Challenge& challenge) const
    {
        const std::string cell = sqn_cell(context.memory.image(), definition_.sqn_owner());
        SequenceNumbers numbers{parameters_.sqn, context.memory.cell(cell)};
        Judgement judgement = judge(parameters_, *algorithm_, numbers, challenge);
        context.explanation.reason = reason_of(judgement, parameters_, numbers);
        if (judgement.is_answered_by_auts()) {
            return Outcome{.auts = auts_of(*algorithm_, challenge.rand, numbers.highest())};
        }
        if (judgement.verdict != Verdict::Accepted) {
            return tl::unexpected{sw::wrong_mac};
        }
        numbers.accept(judgement.sqn);
        context.memory.set_cell(cell, numbers.octets());
        return Outcome{.keys = std::move(judgement.keys)};
    }

    static CommandResult resynchronise(ByteView auts)
    {
        ResponseApdu response{.data = {synchronisation_failed}};
        append_with_length(response.data, auts);
        return response;
    }

    [[nodiscard]] CommandResult answer_3g(const ChallengeKeys& keys) const
    {
        ResponseApdu response{.data = {authentication_succeeded}};
        append_with_length(response.data, keys.res);
        append_with_length(response.data, keys.ck);
        append_with_length(response.data, keys.ik);
        if (parameters_.kc_in_3g) {
            append_with_length(response.data, crypto::c3(keys.ck, keys.ik));
        }
        return response;
    }

    const AkaDefinition& definition_;
    const Parameters& parameters_;
    std::unique_ptr<const Algorithm> algorithm_;
};

} // namespace

std::unique_ptr<Application> AkaDefinition::install() const
{
    return std::make_unique<AkaApplication>(*this);
}

std::string sqn_cell(const filesystem::Image& image, filesystem::FileIndex owner)
{
    return "sqn/" + image.path(owner);
}

} // namespace uicc::emulator::applications::aka
