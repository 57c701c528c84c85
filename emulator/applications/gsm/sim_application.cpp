#include "codec/byte_writer.hpp"
#include "crypto/authentication/comp128.hpp"
#include "crypto/authentication/xor_algorithm.hpp"
#include "crypto/gsm_conversion.hpp"
#include "crypto/milenage.hpp"
#include "emulator/applications/gsm/sim_definition.hpp"
#include "emulator/card/command_context.hpp"

#include <algorithm>
#include <utility>

namespace uicc::emulator::applications {
namespace {

using crypto::BlockView;
using crypto::authentication::GsmKeys;
using filesystem::FileIndex;

constexpr Byte gsm_context = 0x80;
constexpr std::size_t rand_size = 16;

GsmKeys milenage(const SimParameters& sim, BlockView rand)
{
    const crypto::Milenage algorithm{BlockView{sim.ki}, BlockView{sim.opc}};
    const auto keys = algorithm.challenge(rand).f2345();
    return {.sres = crypto::c2(keys.res), .kc = crypto::c3(keys.ck, keys.ik)};
}

GsmKeys run(const SimParameters& sim, BlockView rand)
{
    const BlockView ki{sim.ki};
    switch (sim.algorithm) {
    case SimAlgorithm::Comp128_1:
        return crypto::authentication::comp128_1(ki, rand);
    case SimAlgorithm::Comp128_2:
        return crypto::authentication::comp128_2(ki, rand);
    case SimAlgorithm::Comp128_3:
        return crypto::authentication::comp128_3(ki, rand);
    case SimAlgorithm::Milenage:
        return milenage(sim, rand);
    case SimAlgorithm::Xor:
        return crypto::authentication::xor_gsm(ki, rand);
    }
    return {};
}

void append_with_length(Bytes& out, ByteView octets)
{
    out.push_back(static_cast<Byte>(octets.size()));
    codec::append(out, octets);
}

class SimApplication final : public Application {
public:
    explicit SimApplication(const SimParameters& parameters) : parameters_{parameters} {}

    /// 10 RAND in, 04 SRES 08 Kc out, as TS 31.102 §7.1.2.1 has it.
    CommandResult authenticate(CommandContext& context, const CommandApdu& command) override
    {
        if (command.p2 != gsm_context) {
            return context.refuse(sw::incorrect_p1_p2, "a SIM knows the GSM context alone");
        }
        if (command.data.size() != 1 + rand_size || command.data[0] != rand_size) {
            return context.refuse(sw::wrong_length, "the data is RAND, 16 octets");
        }
        const GsmKeys keys = run(parameters_, BlockView{command.data.subspan(1)});
        ResponseApdu response;
        append_with_length(response.data, keys.sres);
        append_with_length(response.data, keys.kc);
        return response;
    }

private:
    const SimParameters& parameters_;
};

class SimDefinition final : public ApplicationDefinition {
public:
    SimDefinition(FileIndex df_gsm, SimParameters parameters)
        : df_gsm_{df_gsm}, parameters_{std::move(parameters)}
    {}

    [[nodiscard]] FileIndex adf() const override { return df_gsm_; }

    [[nodiscard]] std::unique_ptr<Application> install() const override
    {
        return std::make_unique<SimApplication>(parameters_);
    }

private:
    FileIndex df_gsm_;
    SimParameters parameters_;
};

} // namespace

std::shared_ptr<const ApplicationDefinition> make_sim(FileIndex df_gsm, SimParameters parameters)
{
    return std::make_shared<SimDefinition>(df_gsm, std::move(parameters));
}

} // namespace uicc::emulator::applications
