#include "profiles/loader/service_names.hpp"

#include "profiles/loader/values.hpp"

#include <algorithm>
#include <array>

namespace uicc::profiles {
namespace {

constexpr std::string_view clause = "TS 31.102 §4.2.8";
constexpr std::uint64_t highest_service = 255;

struct ServiceName {
    std::string_view name{};
    unsigned number = 0;
};

constexpr auto services = std::to_array<ServiceName>({
    {"phone-book", 1},
    {"fdn", 2},
    {"sdn", 4},
    {"bdn", 6},
    {"outgoing-calls", 8},
    {"incoming-calls", 9},
    {"sms", 10},
    {"sms-reports", 11},
    {"sms-parameters", 12},
    {"advice-of-charge", 13},
    {"cell-broadcast", 15},
    {"cell-broadcast-ranges", 16},
    {"gid1", 17},
    {"gid2", 18},
    {"spn", 19},
    {"user-plmns", 20},
    {"msisdn", 21},
    {"images", 22},
    {"emlpp", 24},
    {"gsm-access", 27},
    {"sms-pp-download", 28},
    {"sms-cb-download", 29},
    {"call-control", 30},
    {"sms-control", 31},
    {"run-at-command", 32},
    {"enabled-services", 34},
    {"apn-control", 35},
    {"gsm-security-context", 38},
    {"operator-plmns", 42},
    {"home-plmns", 43},
    {"network-names", 45},
    {"operator-list", 46},
    {"mailbox-numbers", 47},
    {"message-waiting", 48},
    {"call-forwarding", 49},
    {"spdi", 51},
    {"mms", 52},
    {"multimedia-storage", 67},
    {"gba", 68},
    {"ussd-download", 70},
    {"equivalent-home-plmns", 71},
    {"terminal-applications", 77},
    {"eps-mobility", 85},
    {"closed-subscriber-groups", 86},
    {"sms-over-ip", 91},
    {"nas-configuration", 96},
    {"public-warning", 97},
    {"uri-support", 99},
    {"epdg", 106},
    {"ims-configuration", 115},
    {"ps-data-off", 117},
    {"5gs-mobility", 122},
    {"5g-security", 123},
    {"subscription-privacy", 124},
    {"suci-by-usim", 125},
    {"access-identities", 126},
    {"5gs-operator-list", 129},
    {"ursp", 132},
});

bool is_word(const yaml::Node& node)
{
    return node.kind == yaml::Kind::Scalar &&
           node.text.find_first_not_of("0123456789") != std::string::npos;
}

std::string nearest_name(std::string_view name)
{
    std::array<std::string_view, services.size()> names{};
    std::ranges::transform(services, names.begin(), &ServiceName::name);
    return suggestion(name, names);
}

} // namespace

std::optional<unsigned> read_service(Report& report, const yaml::Node& node)
{
    if (!is_word(node)) {
        const auto number = read_number(report, node, {1, highest_service}, clause);
        return number ? std::optional{static_cast<unsigned>(*number)} : std::nullopt;
    }
    const auto* found = std::ranges::find(services, node.text, &ServiceName::name);
    if (found != services.end()) {
        return found->number;
    }
    report.add(node, "no service has this name" + nearest_name(node.text), std::string{clause});
    return std::nullopt;
}

} // namespace uicc::profiles
