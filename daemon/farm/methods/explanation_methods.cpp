#include "codec/hex.hpp"
#include "daemon/explanation/autn_explanation.hpp"
#include "daemon/farm/methods/families.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

namespace uicc::daemon::methods {
namespace {

using explanation::AutnQuestion;

Result<Bytes, control::RpcError> octets_of(const Json& given, const char* parameter)
{
    auto octets = codec::from_hex(text_of(given, parameter));
    if (!octets) {
        return failed(fmt::format("{}: character {}: {}", parameter, octets.error().offset + 1,
                                  octets.error().what));
    }
    return *std::move(octets);
}

/// The card judges with its own keys and numbers; only what it makes of the challenge leaves it.
Result<Json, std::string> judge(HostedCard& card, const AutnQuestion& question)
{
    const auto description = TRY(card.description());
    const auto interior = TRY(card.interior());
    const auto explained = TRY(explanation::explain_autn(*description, &interior.memory, question));
    Json answer = to_json(explained);
    answer["text"] = to_text(explained);
    return answer;
}

RpcResult explain_autn(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto application =
        explanation::kind_named(given.value("application", std::string{"USIM"}));
    if (!application) {
        return failed("application: USIM or ISIM is wanted here");
    }
    const Bytes rand = TRY(octets_of(given, "rand"));
    const Bytes autn = TRY(octets_of(given, "autn"));
    const AutnQuestion question{.application = *application, .rand = rand, .autn = autn};
    return done(CardFarm::on_loop(*card, [&](HostedCard& one) { return judge(one, question); }));
}

} // namespace

void add_explanation_methods(control::Methods& methods, const Surroundings& daemon)
{
    const Parameter rand{.name = "rand"};
    const Parameter autn{.name = "autn"};
    const Parameter application{.name = "application", .required = false};
    const std::array rows{Row{"autn.explain", {rand, autn, application}, explain_autn}};
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
