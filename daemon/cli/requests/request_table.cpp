#include "daemon/cli/requests/answers.hpp"
#include "daemon/cli/requests/words.hpp"

#include <array>

namespace uicc::daemon::cli::requests {
namespace {

const WordParameter profile{"profile", as_absolute_path};
const WordParameter name{"name", as_text};
const WordParameter file{"file", as_text};

const OptionParameter name_option{.option = "name", .parameter = "name", .read = as_text};
const OptionParameter reader_option{.option = "reader", .parameter = "reader", .read = as_text};
const OptionParameter adopt_profile{
    .option = "adopt-profile", .parameter = "kept", .value = R"("adopt")"};
const OptionParameter reset_state{
    .option = "reset-state", .parameter = "kept", .value = R"("reset")"};
const OptionParameter show_secrets{
    .option = "show-secrets", .parameter = "secrets", .value = "true"};
const OptionParameter record_option{.option = "record", .parameter = "record", .read = as_number};

const std::array table{
    Request{"api", "rpc.discover", Subject::Daemon, {}, print_methods},
    Request{"version",
            "version",
            Subject::Daemon,
            {},
            print_version,
            {{.option = "daemon", .parameter = ""}}},
    Request{"list", "list", Subject::Daemon, {}, print_cards},
    Request{"signal", "signal", Subject::Daemon, {name}, print_nothing},
    Request{"status", "status", Subject::Card, {}, print_status},
    Request{"load",
            "load",
            Subject::Daemon,
            {profile},
            print_card_name,
            {name_option, reader_option, adopt_profile, reset_state}},
    Request{"unload",
            "unload",
            Subject::Card,
            {},
            print_nothing,
            {{.option = "forget", .parameter = "forget", .value = "true"}}},
    Request{"insert", "insert", Subject::Card, {}, print_nothing, {reader_option}},
    Request{"remove", "remove", Subject::Card, {}, print_nothing},
    Request{"swap",
            "swap",
            Subject::Card,
            {profile},
            print_swap,
            {name_option, adopt_profile, reset_state}},
    Request{"power", "power", Subject::Card, {{"on", as_switch}}, print_nothing},
    Request{"reset",
            "reset",
            Subject::Card,
            {},
            print_nothing,
            {{.option = "cold", .parameter = "kind", .value = R"("cold")"},
             {.option = "warm", .parameter = "kind", .value = R"("warm")"}}},
    Request{"send",
            "transmit",
            Subject::Card,
            {{"apdu", as_text}},
            print_response,
            {{.option = "explain", .parameter = "explain", .value = "true"},
             {.option = "follow", .parameter = "follow", .value = "true"}}},
    Request{"atr", "atr", Subject::Card, {}, print_atr},
    Request{"channels", "channels", Subject::Card, {}, print_channels},
    Request{"snapshot", "snapshot", Subject::Card, {name}, print_nothing},
    Request{"rollback", "rollback", Subject::Card, {name}, print_nothing},
    Request{"fork", "fork", Subject::Card, {name}, print_nothing},
    Request{"state list", "snapshots", Subject::Card, {}, print_snapshots},
    Request{"state show", "state.show", Subject::Card, {}, print_changes, {show_secrets}},
    Request{"state diff",
            "state.diff",
            Subject::Card,
            {{"before", as_text}, {"after", as_text}},
            print_changes,
            {show_secrets},
            {"profile", "now"}},
    Request{"state export", "state.export", Subject::Card, {}, print_json},
    Request{"state import",
            "state.import",
            Subject::Card,
            {{"exported", as_exported_state}},
            print_nothing},
    Request{"state reset", "state.reset", Subject::Card, {}, print_nothing},
    Request{"state drop", "remove_snapshot", Subject::Card, {name}, print_nothing},
    Request{"file list", "file.list", Subject::Card, {}, print_files},
    Request{"file read", "file.read", Subject::Card, {file}, print_content, {record_option}},
    Request{"file write",
            "file.write",
            Subject::Card,
            {file, {"data", as_text}},
            print_nothing,
            {record_option,
             {.option = "offset", .parameter = "offset", .read = as_number},
             {.option = "text", .parameter = "text", .read = as_text, .instead_of = "data"},
             {.option = "value",
              .parameter = "value",
              .read = as_readable_content,
              .instead_of = "data"}}},
    Request{"file state", "file.state", Subject::Card, {file, {"state", as_text}}, print_nothing},
    Request{"pin show", "pin.show", Subject::Card, {}, print_pins},
    Request{"pin set",
            "pin.set",
            Subject::Card,
            {{"pin", as_text}},
            print_pin,
            {{.option = "tries", .parameter = "tries", .read = as_number},
             {.option = "unblock-tries", .parameter = "unblock-tries", .read = as_number},
             {.option = "enable", .parameter = "enabled", .value = "true"},
             {.option = "disable", .parameter = "enabled", .value = "false"},
             {.option = "value", .parameter = "value", .read = as_secret}}},
    Request{"fault add", "fault.add", Subject::Card, {{"fault", as_fault}}, print_fault},
    Request{"fault list", "fault.list", Subject::Card, {}, print_faults},
    Request{"fault clear",
            "fault.clear",
            Subject::Card,
            {},
            print_nothing,
            {{.option = "fault", .parameter = "fault", .read = as_number}}},
};

} // namespace

std::span<const Request> requests()
{
    return table;
}

} // namespace uicc::daemon::cli::requests
