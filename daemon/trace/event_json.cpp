#include "daemon/trace/event_json.hpp"

#include "codec/hex.hpp"
#include "daemon/trace/apdu_meaning.hpp"
#include "daemon/trace/event_kind.hpp"
#include "emulator/apdu/class_byte.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iomanip>
#include <sstream>

namespace uicc::daemon::trace {
namespace {

using nlohmann::json;

void add(json& value, const char* key, const std::string& text)
{
    if (!text.empty()) {
        value[key] = text;
    }
}

Result<std::string, std::string> text_at(const json& value, const char* key)
{
    const auto found = value.find(key);
    if (found == value.end()) {
        return std::string{};
    }
    if (!found->is_string()) {
        return tl::unexpected{fmt::format("{} is not a text", key)};
    }
    return found->get<std::string>();
}

Result<Bytes, std::string> octets_at(const json& value, const char* key)
{
    const std::string text = TRY(text_at(value, key));
    return codec::from_hex(text).map_error(
        [&](const auto&) { return fmt::format("{} is not hexadecimal", key); });
}

bool is_masked(const json& value, const char* part)
{
    const auto masked = value.find("masked");
    return masked != value.end() && masked->is_array() &&
           std::find(masked->begin(), masked->end(), json(part)) != masked->end();
}

} // namespace

std::string text_of(std::chrono::system_clock::time_point time)
{
    using namespace std::chrono;
    const auto seconds = floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(system_clock::to_time_t(seconds)),
                       floor<microseconds>(time - seconds).count());
}

std::optional<std::chrono::system_clock::time_point> time_of(const std::string& text)
{
    std::tm parts{};
    std::istringstream input{text};
    char dot = 0;
    char zone = 0;
    long micros = 0;
    input >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S") >> dot >> micros >> zone;
    if (!input || dot != '.' || zone != 'Z' || micros < 0) {
        return std::nullopt;
    }
    return std::chrono::system_clock::from_time_t(timegm(&parts)) +
           std::chrono::microseconds{micros};
}

json to_json(const ShownEvent& shown)
{
    const CardEvent& event = shown.event;
    json value{{"number", event.number},
               {"time", text_of(event.time)},
               {"card", event.card},
               {"kind", name_of(event.kind)}};
    add(value, "reader", event.reader);
    add(value, "command", codec::to_hex(event.command));
    add(value, "response", codec::to_hex(event.response));
    add(value, "name", event.name);
    add(value, "file", event.file);
    add(value, "reason", event.reason);
    if (!event.command.empty()) {
        if (const auto cla = emulator::decode_class(event.command.front())) {
            value["channel"] = cla->channel;
        }
        if (const auto status = status_of(event.response)) {
            value["status"] = fmt::format("{:04X}", *status);
        }
    }
    if (shown.hides_command) {
        value["masked"].push_back("command");
    }
    if (shown.hides_response) {
        value["masked"].push_back("response");
    }
    return value;
}

Result<ShownEvent, std::string> event_from_json(const json& value)
{
    if (!value.is_object()) {
        return tl::unexpected{std::string{"this is no event"}};
    }
    const auto kind = kind_of(TRY(text_at(value, "kind")));
    if (!kind) {
        return tl::unexpected{std::string{"its kind is none that is known"}};
    }
    ShownEvent shown;
    CardEvent& event = shown.event;
    event.kind = *kind;
    const auto time = time_of(TRY(text_at(value, "time")));
    const auto number = value.find("number");
    if (!time || number == value.end() || !number->is_number_unsigned()) {
        return tl::unexpected{std::string{"its number or time is missing"}};
    }
    event.time = *time;
    event.number = number->get<std::uint64_t>();
    event.card = TRY(text_at(value, "card"));
    event.reader = TRY(text_at(value, "reader"));
    event.name = TRY(text_at(value, "name"));
    event.file = TRY(text_at(value, "file"));
    event.reason = TRY(text_at(value, "reason"));
    event.command = TRY(octets_at(value, "command"));
    event.response = TRY(octets_at(value, "response"));
    shown.hides_command = is_masked(value, "command");
    shown.hides_response = is_masked(value, "response");
    return shown;
}

} // namespace uicc::daemon::trace
