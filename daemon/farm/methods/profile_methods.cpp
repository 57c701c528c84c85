#include "daemon/farm/methods/families.hpp"
#include "profiles/export/export_profile.hpp"

#include <array>

namespace uicc::daemon::methods {
namespace {

using profiles::ExportSecrets;

Result<profiles::ExportedProfile, std::string> export_now(HostedCard& card, ExportSecrets secrets)
{
    const auto description = TRY(card.description());
    const auto interior = TRY(card.interior());
    const profiles::CardState state{*description, interior.memory, interior.pins.all()};
    return profiles::export_profile(state, secrets);
}

RpcResult export_card(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto secrets =
        given.value("secrets", false) ? ExportSecrets::Written : ExportSecrets::LeftOut;
    const auto exported =
        TRY(done(CardFarm::on_loop(*card, [&](auto& one) { return export_now(one, secrets); })));
    return Json{{"profile", exported.text},
                {"left-out", exported.left_out},
                {"not-written", exported.not_written}};
}

} // namespace

void add_profile_methods(control::Methods& methods, const Surroundings& daemon)
{
    const Parameter secrets{.name = "secrets", .type = Json::value_t::boolean, .required = false};
    const std::array rows{Row{"profile.export", {secrets}, export_card}};
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
