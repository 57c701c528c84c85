#include "codec/byte_writer.hpp"
#include "crypto/gsm_conversion.hpp"
#include "emulator/applications/gba/gba.hpp"
#include "emulator/applications/identity/get_identity.hpp"
#include "emulator/applications/usim/sequence_numbers.hpp"
#include "emulator/applications/usim/usim_definition.hpp"
#include "emulator/card/command_context.hpp"
#include "emulator/card/command_spec.hpp"

#include <array>

namespace uicc::emulator::applications {
namespace {

using filesystem::FileIndex;

constexpr Byte gsm_context = 0x80;
constexpr Byte context_3g = 0x81;
constexpr Byte mbms_context = 0x85;
constexpr Byte local_key_context = 0x86;
constexpr std::size_t rand_size = 16;
constexpr std::size_t autn_size = 16;
constexpr Byte authentication_succeeded = 0xDB;
constexpr Byte synchronisation_failed = 0xDC;
constexpr std::array<Byte, 2> resynchronisation_amf{0, 0}; // TS 33.102 §6.3.3

void append_with_length(Bytes& out, ByteView octets)
{
    out.push_back(static_cast<Byte>(octets.size()));
    codec::append(out, octets);
}

/// SQN xor AK as it travels, TS 33.102 §6.3.2.
std::array<Byte, 6> conceal(ByteView sqn, ByteView ak)
{
    std::array<Byte, 6> hidden{};
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        hidden[i] = static_cast<Byte>(sqn[i] ^ ak[i]);
    }
    return hidden;
}

std::uint64_t number_of(ByteView octets)
{
    std::uint64_t number = 0;
    for (const Byte octet : octets) {
        number = number << 8U | octet;
    }
    return number;
}

constexpr auto own_commands = std::to_array<CommandSpec>(
    {{"GET IDENTITY", CommandClass::Cla8XCXEX, Instruction{0x78}, CommandData::None, std::nullopt,
      identity::get_identity, ChannelUse::Ordinary}});

/// RAND and AUTN, each behind its length, TS 31.102 §7.1.2.1.
struct Challenge3g {
    crypto::BlockView rand;
    crypto::SqnView concealed_sqn;
    crypto::AmfView amf;
    ByteView mac;
};

Result<Challenge3g, StatusWord> parse_3g(const CommandContext& context, ByteView data)
{
    if (data.size() != 1 + rand_size + 1 + autn_size) {
        return context.refuse(sw::wrong_length, "the data is RAND and AUTN, 16 octets each");
    }
    if (data[0] != rand_size || data[1 + rand_size] != autn_size) {
        return context.refuse(sw::incorrect_data, "RAND and AUTN have 16 octets each");
    }
    const ByteView autn = data.subspan(2 + rand_size);
    return Challenge3g{data.subspan(1).first<rand_size>(), autn.first<6>(),
                       autn.subspan(6).first<2>(), autn.subspan(8)};
}

class UsimApplication final : public Application {
public:
    UsimApplication(FileIndex adf, const UsimParameters& parameters)
        : adf_{adf}, parameters_{parameters}, milenage_{crypto::BlockView{parameters.k},
                                                        crypto::BlockView{parameters.opc},
                                                        parameters.constants}
    {}

    [[nodiscard]] std::span<const CommandSpec> commands() const override { return own_commands; }

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
            return context.refuse(sw::incorrect_p1_p2, "P2 names no context of the USIM");
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
    CommandResult authenticate_gsm(const CommandContext& context, ByteView data) const
    {
        if (!parameters_.gsm_context) {
            return context.refuse(sw::security_context_not_supported,
                                  "service 38 (GSM security context) is not available");
        }
        if (data.size() != 1 + rand_size) {
            return context.refuse(sw::wrong_length, "the data is RAND, 16 octets");
        }
        if (data[0] != rand_size) {
            return context.refuse(sw::incorrect_data, "RAND has 16 octets");
        }
        const auto keys = milenage_.challenge(crypto::BlockView{data.subspan(1)}).f2345();
        ResponseApdu response;
        append_with_length(response.data, crypto::c2(std::span<const Byte, 8>{keys.res}));
        append_with_length(response.data, std::span<const Byte, 8>{crypto::c3(keys.ck, keys.ik)});
        return response;
    }

    CommandResult authenticate_3g(CommandContext& context, ByteView data) const
    {
        const Challenge3g challenge = TRY(parse_3g(context, data));
        const auto functions = milenage_.challenge(challenge.rand);
        const auto keys = functions.f2345();
        const auto auts = TRY(judge(context, challenge, functions, keys));
        return auts ? CommandResult{*auts} : answer_3g(keys);
    }

    CommandResult authenticate_gba(CommandContext& context, ByteView data) const
    {
        gba::Gba gba{context, adf_, gba::usim_files};
        if (TRY(gba.mode_of(data)) == gba::Mode::NafDerivation) {
            return gba.derive(data.subspan(1));
        }
        Challenge3g challenge = TRY(parse_3g(context, data.subspan(1)));
        const auto functions = milenage_.challenge(challenge.rand);
        const auto keys = functions.f2345();
        const Bytes mac = gba::Gba::plain_mac(challenge.mac, ByteView{keys.ik});
        challenge.mac = mac;
        if (auto auts = TRY(judge(context, challenge, functions, keys))) {
            return *std::move(auts);
        }
        TRY(gba.bootstrap(challenge.rand, ByteView{keys.ck}, ByteView{keys.ik}));
        ResponseApdu response{.data = {authentication_succeeded}};
        append_with_length(response.data,
                           std::span<const Byte, 8>{keys.res}.first(parameters_.res_size));
        return response;
    }

    /// Nothing when the challenge is accepted and its SQN counts, else AUTS.
    Result<std::optional<ResponseApdu>, StatusWord> judge(
        CommandContext& context,
        const Challenge3g& challenge,
        const crypto::Milenage::Challenge& functions,
        const crypto::MilenageKeys& keys) const
    {
        const auto sqn = conceal(challenge.concealed_sqn, std::span<const Byte, 6>{keys.ak});
        if (!equal_in_constant_time(functions.f1(sqn, challenge.amf), challenge.mac)) {
            return context.refuse(sw::wrong_mac, "the MAC in AUTN is wrong");
        }
        const std::string cell = "sqn/" + context.memory.image().path(adf_);
        SequenceNumbers numbers{parameters_.sqn, context.memory.cell(cell)};
        if (!numbers.is_fresh(number_of(sqn))) {
            context.explanation.reason = "SQN is not fresh: the answer asks to resynchronise";
            return resynchronise(functions, numbers.highest());
        }
        numbers.accept(number_of(sqn));
        context.memory.set_cell(cell, numbers.octets());
        return std::nullopt;
    }

    /// AUTS: SQN_MS under AK*, and MAC-S, TS 33.102 §6.3.3.
    static ResponseApdu resynchronise(const crypto::Milenage::Challenge& functions,
                                      std::uint64_t sqn_ms)
    {
        Bytes octets;
        codec::append_number(octets, sqn_ms, 6);
        const crypto::SqnView sqn{octets.data(), 6};
        const auto ak = functions.f5_star();
        ResponseApdu response{.data = {synchronisation_failed, 14}};
        codec::append(response.data, conceal(sqn, std::span<const Byte, 6>{ak}));
        codec::append(response.data, functions.f1_star(sqn, resynchronisation_amf));
        return response;
    }

    [[nodiscard]] CommandResult answer_3g(const crypto::MilenageKeys& keys) const
    {
        ResponseApdu response{.data = {authentication_succeeded}};
        append_with_length(response.data,
                           std::span<const Byte, 8>{keys.res}.first(parameters_.res_size));
        append_with_length(response.data, std::span<const Byte, 16>{keys.ck});
        append_with_length(response.data, std::span<const Byte, 16>{keys.ik});
        if (parameters_.kc_in_3g) {
            append_with_length(response.data,
                               std::span<const Byte, 8>{crypto::c3(keys.ck, keys.ik)});
        }
        return response;
    }

    FileIndex adf_;
    const UsimParameters& parameters_;
    crypto::Milenage milenage_;
};

class UsimDefinition final : public ApplicationDefinition {
public:
    UsimDefinition(FileIndex adf, UsimParameters parameters)
        : adf_{adf}, parameters_{std::move(parameters)}
    {}

    [[nodiscard]] FileIndex adf() const override { return adf_; }

    [[nodiscard]] std::unique_ptr<Application> install() const override
    {
        return std::make_unique<UsimApplication>(adf_, parameters_);
    }

private:
    FileIndex adf_;
    UsimParameters parameters_;
};

} // namespace

std::shared_ptr<const ApplicationDefinition> make_usim(FileIndex adf, UsimParameters parameters)
{
    return std::make_shared<UsimDefinition>(adf, std::move(parameters));
}

} // namespace uicc::emulator::applications
