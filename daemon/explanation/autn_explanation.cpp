#include "daemon/explanation/autn_explanation.hpp"

#include "emulator/applications/aka/aka_definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace uicc::daemon::explanation {
namespace {

namespace aka = emulator::applications::aka;

/// In the order of aka::AlgorithmParameters, as profiles name them.
constexpr std::array<std::string_view, 3> algorithm_names{"milenage", "tuak", "xor"};
static_assert(algorithm_names.size() == std::variant_size_v<aka::AlgorithmParameters>);

constexpr std::array<std::pair<std::string_view, aka::Kind>, 2> kinds{
    {{"USIM", aka::Kind::Usim}, {"ISIM", aka::Kind::Isim}}};

std::string_view name_of(aka::Kind kind)
{
    return std::ranges::find(kinds, kind, [](const auto& one) { return one.second; })->first;
}

/// Nothing when there is none, or when commands have deleted it.
const aka::AkaDefinition* find(const emulator::CardDescription& card,
                               const filesystem::CardMemory* memory,
                               aka::Kind kind)
{
    for (const auto& application : card.applications) {
        const auto* found = dynamic_cast<const aka::AkaDefinition*>(application.get());
        if (found != nullptr && found->parameters().kind == kind &&
            (memory == nullptr || memory->image().exists(found->adf()))) {
            return found;
        }
    }
    return nullptr;
}

/// The array that the card keeps; nothing while it has accepted no SQN.
std::optional<ByteView> kept_numbers(const filesystem::CardMemory* memory,
                                     const aka::AkaDefinition& application)
{
    return memory == nullptr
               ? std::nullopt
               : memory->cell(aka::sqn_cell(memory->image(), application.sqn_owner()));
}

AutnExplanation describe(const aka::Parameters& parameters,
                         const aka::Judgement& judgement,
                         const aka::Challenge& challenge,
                         const aka::SequenceNumbers& numbers)
{
    return {.application = std::string{name_of(parameters.kind)},
            .algorithm = std::string{algorithm_names.at(parameters.algorithm.index())},
            .verdict = judgement.verdict,
            .amf = static_cast<std::uint16_t>(challenge.amf[0] << 8U | challenge.amf[1]),
            .amf_policy = parameters.amf,
            .sqn = judgement.sqn,
            .freshness = judgement.freshness,
            .sqn_policy = parameters.sqn,
            .seq_of_ind = numbers.seq_beside(judgement.sqn),
            .highest_sqn = numbers.highest(),
            .res_size = judgement.keys.res.size(),
            .ck_size = judgement.keys.ck.size(),
            .ik_size = judgement.keys.ik.size(),
            .with_kc = parameters.kc_in_3g,
            .reason = aka::reason_of(judgement, parameters, numbers)};
}

} // namespace

std::optional<aka::Kind> kind_named(std::string_view name)
{
    const auto* const found =
        std::ranges::find(kinds, name, [](const auto& one) { return one.first; });
    return found == kinds.end() ? std::nullopt : std::optional{found->second};
}

Result<AutnExplanation, std::string> explain_autn(const emulator::CardDescription& card,
                                                  const filesystem::CardMemory* memory,
                                                  const AutnQuestion& question)
{
    const aka::AkaDefinition* application = find(card, memory, question.application);
    if (application == nullptr) {
        return tl::unexpected{
            fmt::format("the card has no {} that authenticates", name_of(question.application))};
    }
    const aka::Parameters& parameters = application->parameters();
    const auto algorithm = aka::make_algorithm(parameters.algorithm);
    const std::size_t autn_size = aka::autn_head_size + algorithm->mac_size();
    const auto challenge = aka::challenge_of(question.rand, question.autn);
    if (!challenge || question.autn.size() != autn_size) {
        return tl::unexpected{
            fmt::format("RAND has {} octets and AUTN has {}, the application wants {} and {}",
                        question.rand.size(), question.autn.size(), aka::rand_size, autn_size)};
    }
    const aka::SequenceNumbers numbers{parameters.sqn, kept_numbers(memory, *application)};
    const aka::Judgement judgement = aka::judge(parameters, *algorithm, numbers, *challenge);
    AutnExplanation explanation = describe(parameters, judgement, *challenge, numbers);
    if (judgement.is_answered_by_auts()) {
        explanation.auts = aka::auts_of(*algorithm, challenge->rand, numbers.highest());
    }
    return explanation;
}

} // namespace uicc::daemon::explanation
