#include "daemon/client/content/document.hpp"
#include "daemon/client/content/judgement.hpp"
#include "emulator/dm/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace uicc::daemon::client::content {
namespace {

namespace dm = emulator::dm;

constexpr std::string_view dm_application = "w7";

std::string parameter(const pugi::xml_node& characteristic, const char* name)
{
    return characteristic.find_child_by_attribute("parm", "name", name).attribute("value").value();
}

pugi::xml_node child_of_type(const pugi::xml_node& characteristic, const char* type)
{
    return characteristic.find_child_by_attribute("characteristic", "type", type);
}

std::string security_of(const pugi::xml_node& application)
{
    for (const pugi::xml_node part : application.children("characteristic")) {
        if (std::string_view{part.attribute("type").value()} == "APPAUTH" &&
            parameter(part, "AAUTHLEVEL") == "APPSRV") {
            return lower_case(parameter(part, "AAUTHTYPE"));
        }
    }
    return "none";
}

Account account_of(const pugi::xml_node& application)
{
    const pugi::xml_node address = child_of_type(application, "APPADDR");
    std::string server = parameter(address, "ADDR");
    if (server.empty()) {
        server = parameter(application, "ADDR");
    }
    return {.source = Source::Cp,
            .id = parameter(application, "PROVIDER-ID"),
            .server = std::move(server),
            .security = security_of(application),
            .digest = digest_of(std::string_view{text_of(application)})};
}

void add(Judgement& judgement, const pugi::xml_node& application, const Conduct& conduct)
{
    Account account = account_of(application);
    if (account.id.empty()) {
        judgement.problems.emplace_back("client provisioning: an application has no PROVIDER-ID");
        if (conduct.keeps(Rule::AcceptCpWithoutProvider)) {
            return;
        }
    }
    judgement.accounts.push_back(std::move(account));
}

Judgement malformed(std::string_view why)
{
    return {.verdict = Verdict::Malformed,
            .problems = {fmt::format("client provisioning: {}", why)}};
}

} // namespace

Judgement judge_cp(ByteView file, const Conduct& conduct)
{
    if (std::ranges::all_of(file, dm::is_fill) && conduct.keeps(Rule::NoFill)) {
        return {.verdict = Verdict::Absent};
    }
    pugi::xml_document document;
    const auto decoded = decode_document(file, conduct, document);
    if (!decoded) {
        return malformed(decoded.error());
    }
    if (decoded->kind != DocumentKind::Provisioning) {
        return malformed("it is no provisioning document");
    }
    Judgement judgement;
    for (const pugi::xml_node part : document.document_element().children("characteristic")) {
        if (std::string_view{part.attribute("type").value()} == "APPLICATION" &&
            parameter(part, "APPID") == dm_application) {
            add(judgement, part, conduct);
        }
    }
    return judgement;
}

} // namespace uicc::daemon::client::content
