#include "daemon/farm/methods/families.hpp"
#include "daemon/faults/fault_json.hpp"

#include <fmt/format.h>

#include <array>

namespace uicc::daemon::methods {
namespace {

using faults::FaultId;

std::vector<std::string> names_of(const filesystem::Image& files)
{
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < files.file_count(); ++i) {
        names.push_back(files.header(filesystem::FileIndex{i}).name);
    }
    return names;
}

RpcResult add(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const DescriptionPtr description = TRY(description_of(*card));
    const auto fault = faults::parse_fault(given["fault"], names_of(*description->files));
    if (!fault) {
        return failed(faults::to_text(fault.error()));
    }
    const auto id =
        CardFarm::on_loop(*card, [&](HostedCard& one) { return one.faults().add(*fault); });
    if (!id) {
        return failed(fmt::format("{} has {} faults already", card->name(),
                                  faults::FaultInjector::most_faults));
    }
    return Json{{"card", card->name()}, {"fault", *id}};
}

RpcResult list(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    return CardFarm::on_loop(*card, [](HostedCard& one) {
        Json list = Json::array();
        for (const faults::ArmedFault& armed : one.faults().list()) {
            list.push_back({{"fault", armed.id},
                            {"what", faults::to_json(armed.fault)},
                            {"seen", armed.seen},
                            {"struck", armed.struck}});
        }
        return list;
    });
}

bool clear(HostedCard& card, std::optional<FaultId> id)
{
    if (id) {
        return card.faults().clear(*id);
    }
    card.faults().clear();
    return true;
}

RpcResult clear_faults(const Surroundings& daemon, const Json& given)
{
    HostedCard* const card = TRY(find_card(daemon, given));
    const auto id =
        given.contains("fault") ? std::optional{given["fault"].get<FaultId>()} : std::nullopt;
    if (!CardFarm::on_loop(*card, [&](HostedCard& one) { return clear(one, id); })) {
        return failed(fmt::format("{} has no fault {}", card->name(), *id));
    }
    return Json{{"card", card->name()}};
}

} // namespace

void add_fault_methods(control::Methods& methods, const Surroundings& daemon)
{
    const Parameter fault{.name = "fault", .type = Json::value_t::object};
    const Parameter number{
        .name = "fault", .type = Json::value_t::number_unsigned, .required = false};
    const std::array rows{
        Row{"fault.add", {fault}, add},
        Row{"fault.list", {}, list},
        Row{"fault.clear", {number}, clear_faults},
    };
    add_rows(methods, daemon, rows);
}

} // namespace uicc::daemon::methods
