#include "daemon/trace/event_text.hpp"

#include "codec/hex.hpp"
#include "daemon/trace/apdu_meaning.hpp"
#include "daemon/trace/event_json.hpp"
#include "daemon/trace/event_kind.hpp"
#include "daemon/trace/tlv_text.hpp"
#include "emulator/apdu/class_byte.hpp"
#include "filesystem/contents/content_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace uicc::daemon::trace {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::string_view grey = "\x1b[90m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view cyan = "\x1b[36m";
constexpr std::string_view plain = "\x1b[0m";

struct Command {
    Byte p1 = 0;
    Byte p2 = 0;
};

/// TS 102 221 Table 11.1.
std::string selection(const Command& command)
{
    struct Way {
        Byte p1;
        const char* text;
    };
    constexpr std::array ways{Way{0x00, "by file identifier"},
                              Way{0x01, "a child DF"},
                              Way{0x02, "a child EF"},
                              Way{0x03, "the parent DF"},
                              Way{0x04, "by AID"},
                              Way{0x08, "by path from the MF"},
                              Way{0x09, "by path from the current DF"}};
    const auto way = std::ranges::find(ways, command.p1, &Way::p1);
    const bool ends = (command.p2 & 0x60) == 0x40;
    return fmt::format("{}{}", way == ways.end() ? "" : way->text,
                       ends ? ", ends the session" : "");
}

/// TS 102 221 §11.1.3.2.
std::string binary(const Command& command)
{
    const bool by_sfi = (command.p1 & 0x80) != 0;
    return by_sfi ? fmt::format("SFI {:02X}, from {}", command.p1 & 0x1FU, command.p2)
                  : fmt::format("from {}", command.p1 << 8U | command.p2);
}

/// TS 102 221 Table 11.11.
std::string record(const Command& command)
{
    const unsigned sfi = command.p2 >> 3U;
    const unsigned mode = command.p2 & 0x07U;
    const std::string which = mode == 2                      ? "next record"
                              : mode == 3                    ? "previous record"
                              : mode == 4 && command.p1 == 0 ? "current record"
                                                             : fmt::format("record {}", command.p1);
    return sfi == 0 ? which : fmt::format("SFI {:02X}, {}", sfi, which);
}

/// TS 102 221 §11.1.17.
std::string channel_management(const Command& command)
{
    return command.p1 == 0x80 ? fmt::format("close {}", command.p2)
           : command.p2 == 0  ? std::string{"open the next free one"}
                              : fmt::format("open {}", command.p2);
}

struct Row {
    std::string_view name{};
    std::string (*describe)(const Command& command) = nullptr;
};

constexpr std::array rows{
    Row{"SELECT", selection},
    Row{"READ BINARY", binary},
    Row{"UPDATE BINARY", binary},
    Row{"READ RECORD", record},
    Row{"UPDATE RECORD", record},
    Row{"SEARCH RECORD", record},
    Row{"MANAGE CHANNEL", channel_management},
};

std::string painted(std::string_view text, std::string_view paint, Colour colour)
{
    return colour == Colour::With ? fmt::format("{}{}{}", paint, text, plain) : std::string{text};
}

std::string detail(std::string_view text)
{
    return fmt::format("    {}\n", text);
}

bool is_good(std::uint16_t status)
{
    const unsigned sw1 = status >> 8U;
    return status == 0x9000 || sw1 == 0x61 || sw1 == 0x62 || sw1 == 0x91 || sw1 == 0x9F;
}

std::string title_of(const CardEvent& event)
{
    std::string title = event.name.empty() ? "unknown command" : event.name;
    title += event.file.empty() ? "" : " " + event.file;
    const std::string parameters = parameters_of(event);
    return title + (parameters.empty() ? "" : ", " + parameters);
}

/// The answer in words: an FCP, the contents of a file, or data objects.
std::vector<std::string> answer_lines(const CardEvent& event)
{
    const ByteView data = ByteView{event.response}.first(event.response.size() - 2);
    if (data.empty()) {
        return {};
    }
    if (const auto fcp = describe_fcp(data)) {
        return *fcp;
    }
    if (!event.file.empty()) {
        if (const auto contents = filesystem::contents::describe(event.file, data)) {
            return {*contents};
        }
    }
    const bool holds_objects = event.name == "GET DATA" || event.name == "GET RESPONSE";
    return holds_objects ? describe_tlv(data).value_or(std::vector<std::string>{})
                         : std::vector<std::string>{};
}

std::string apdu_text(const ShownEvent& shown, const std::string& who, Colour colour)
{
    const CardEvent& event = shown.event;
    const auto status = status_of(event.response);
    const std::string outcome = status ? fmt::format("{:04X}", *status) : "no answer";
    const std::string_view paint = status && is_good(*status) ? green : red;
    std::string text = fmt::format("{} {} -> {}\n", who, painted(title_of(event), cyan, colour),
                                   painted(outcome, paint, colour));
    text += detail(painted("> " + codec::to_hex(event.command), grey, colour));
    if (event.response.size() > 2) {
        text += detail(painted("< " + codec::to_hex(event.response), grey, colour));
    }
    if (const auto reason = security_outcome(event)) {
        text += detail(painted(*reason, paint, colour));
    } else if (!event.reason.empty()) {
        text += detail(painted(event.reason, paint, colour));
    }
    if (status && !shown.hides_response) {
        for (const std::string& line : answer_lines(event)) {
            text += detail(line);
        }
    }
    return text;
}

} // namespace

std::string parameters_of(const CardEvent& event)
{
    if (event.command.size() < header_size) {
        return {};
    }
    const Command command{event.command[2], event.command[3]};
    const auto row = std::ranges::find(rows, event.name, &Row::name);
    std::string text = row == rows.end() ? "" : row->describe(command);
    const auto cla = emulator::decode_class(event.command[0]);
    if (cla && cla->channel > 0) {
        text += fmt::format("{}channel {}", text.empty() ? "" : ", ", cla->channel);
    }
    if (cla && cla->secure_messaging) {
        text += fmt::format("{}protected", text.empty() ? "" : ", ");
    }
    return text;
}

bool is_said_by_apdu(EventKind kind) noexcept
{
    return kind == EventKind::Selection || kind == EventKind::Security;
}

std::string text_of(const ShownEvent& shown, Colour colour)
{
    const CardEvent& event = shown.event;
    const std::string who =
        painted(fmt::format("{} {}", text_of(event.time), event.card), grey, colour);
    if (event.kind == EventKind::Apdu) {
        return apdu_text(shown, who, colour);
    }
    std::string text = fmt::format("{} {}", who, name_of(event.kind));
    if (is_said_by_apdu(event.kind)) {
        text += " " + title_of(event);
        return text + (event.reason.empty() ? "" : ": " + event.reason) + "\n";
    }
    for (const std::string& part : {event.file, codec::to_hex(event.response), event.reason}) {
        text += part.empty() ? "" : " " + part;
    }
    return text + "\n";
}

} // namespace uicc::daemon::trace
