#include "daemon/trace/secrecy.hpp"

#include "codec/ber_tlv.hpp"
#include "emulator/apdu/command_apdu.hpp"
#include "filesystem/catalogue/secret_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace uicc::daemon::trace {
namespace {

using codec::Tag;
using codec::TlvReader;

constexpr Byte mask = 0x2A;
constexpr std::size_t header_size = 4;
constexpr std::size_t status_size = 2;

enum class Data : Byte {
    Shown,
    Hidden,
    OfFile,      ///< as secret as the file
    FileControl, ///< hidden are the octets that fill a new file
};

struct Rule {
    std::string_view command{};
    Data sent{};
    Data answered{};
};

/// By the names that the card gives its commands. What is not here is hidden, both ways.
constexpr std::array rules{
    Rule{"SELECT", Data::Shown, Data::Shown},
    Rule{"STATUS", Data::Shown, Data::Shown},
    Rule{"READ BINARY", Data::Shown, Data::OfFile},
    Rule{"UPDATE BINARY", Data::OfFile, Data::Shown},
    Rule{"READ RECORD", Data::Shown, Data::OfFile},
    Rule{"UPDATE RECORD", Data::OfFile, Data::Shown},
    Rule{"SEARCH RECORD", Data::OfFile, Data::Shown},
    Rule{"SEEK", Data::OfFile, Data::Shown},
    Rule{"INCREASE", Data::OfFile, Data::OfFile},
    Rule{"CREATE FILE", Data::FileControl, Data::Shown},
    Rule{"RESIZE FILE", Data::FileControl, Data::Shown},
    Rule{"DELETE FILE", Data::Shown, Data::Shown},
    Rule{"ACTIVATE FILE", Data::Shown, Data::Shown},
    Rule{"DEACTIVATE FILE", Data::Shown, Data::Shown},
    Rule{"TERMINATE DF", Data::Shown, Data::Shown},
    Rule{"TERMINATE EF", Data::Shown, Data::Shown},
    Rule{"TERMINATE CARD USAGE", Data::Shown, Data::Shown},
    Rule{"INVALIDATE", Data::Shown, Data::Shown},
    Rule{"REHABILITATE", Data::Shown, Data::Shown},
    Rule{"RUN GSM ALGORITHM", Data::Shown, Data::Hidden},
    Rule{"SLEEP", Data::Shown, Data::Shown},
    Rule{"GET CHALLENGE", Data::Shown, Data::Shown},
    Rule{"EXTERNAL AUTHENTICATE", Data::Shown, Data::Shown},
    Rule{"INITIALIZE UPDATE", Data::Shown, Data::Shown},
    Rule{"AUTHENTICATE", Data::Shown, Data::Hidden},
    Rule{"GET IDENTITY", Data::Shown, Data::Shown},
    Rule{"MANAGE CHANNEL", Data::Shown, Data::Shown},
    Rule{"TERMINAL CAPABILITY", Data::Shown, Data::Shown},
    Rule{"GET DATA", Data::Shown, Data::Shown},
    Rule{"GET STATUS", Data::Shown, Data::Shown},
    Rule{"SET STATUS", Data::Shown, Data::Shown},
    Rule{"INSTALL", Data::Shown, Data::Shown},
    Rule{"DELETE", Data::Shown, Data::Shown},
};

bool hides(Data data, std::string_view file)
{
    return data == Data::Hidden ||
           (data == Data::OfFile && filesystem::catalogue::may_hold_secrets(file));
}

/// True when there was something to mask.
bool overwrite(Bytes& octets, std::size_t offset, std::size_t size)
{
    std::fill_n(octets.begin() + static_cast<std::ptrdiff_t>(offset), size, mask);
    return size > 0;
}

/// Null for a command without a row, and for one that cannot be taken apart, whatever its header
/// says.
const Rule* rule_for(const CardEvent& event)
{
    const auto* rule = std::ranges::find(rules, event.name, &Rule::command);
    return rule != rules.end() && emulator::parse_command(event.command) ? rule : nullptr;
}

bool fetches_response(const CardEvent& event)
{
    return event.name == "GET RESPONSE" && emulator::parse_command(event.command);
}

/// Of a command that cannot be taken apart nobody knows where its data begins.
bool mask_command(Bytes& command)
{
    const auto parsed = emulator::parse_command(command);
    if (!parsed) {
        const std::size_t header = std::min(command.size(), header_size);
        return overwrite(command, header, command.size() - header);
    }
    const auto offset =
        parsed->data.empty() ? 0 : static_cast<std::size_t>(parsed->data.data() - command.data());
    return overwrite(command, offset, parsed->data.size());
}

/// Adds the patterns among data objects; false when these are malformed.
bool add_patterns(ByteView objects, std::vector<ByteView>& patterns)
{
    for (TlvReader reader{objects}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) {
            return false;
        }
        if (object->tag == Tag{0xA5} && !add_patterns(object->value, patterns)) {
            return false;
        }
        if (object->tag == Tag{0xC1} || object->tag == Tag{0xC2}) {
            patterns.push_back(object->value);
        }
    }
    return true;
}

/// The octets that a template 62 fills a new file with, TS 102 222 §6.3.2.2.2; nothing when the
/// data is no such template.
std::optional<std::vector<ByteView>> patterns_in(ByteView data)
{
    std::vector<ByteView> patterns;
    TlvReader outer{data};
    const auto whole = outer.next();
    const bool is_template =
        whole && whole->tag == Tag{0x62} && outer.at_end() && add_patterns(whole->value, patterns);
    return is_template ? std::optional{std::move(patterns)} : std::nullopt;
}

bool mask_patterns(Bytes& command)
{
    const auto parsed = emulator::parse_command(command);
    const auto patterns = parsed ? patterns_in(parsed->data) : std::nullopt;
    if (!patterns) {
        return mask_command(command);
    }
    bool masked = false;
    for (const ByteView pattern : *patterns) {
        const auto offset = static_cast<std::size_t>(pattern.data() - command.data());
        masked = overwrite(command, offset, pattern.size()) || masked;
    }
    return masked;
}

/// Null for a command without a row. What a part of a chain holds, it does not say by itself.
bool mask_sent(const Rule* rule, CardEvent& event)
{
    if (rule != nullptr && rule->sent == Data::FileControl) {
        return event.is_part ? mask_command(event.command) : mask_patterns(event.command);
    }
    return (rule == nullptr || hides(rule->sent, event.file)) && mask_command(event.command);
}

bool mask_response(Bytes& response)
{
    return overwrite(response, 0, response.size() - std::min(response.size(), status_size));
}

} // namespace

ShownEvent Secrecy::apply(CardEvent event)
{
    ShownEvent shown{.event = std::move(event)};
    CardEvent& seen = shown.event;
    if (secrets_ == Secrets::Shown || seen.command.empty()) {
        return shown;
    }
    bool& hides_answer = hides_answer_[seen.card];
    if (!fetches_response(seen)) {
        const Rule* rule = rule_for(seen);
        hides_answer = rule == nullptr || hides(rule->answered, seen.file);
        shown.hides_command = mask_sent(rule, seen);
    }
    shown.hides_response = hides_answer && mask_response(seen.response);
    return shown;
}

} // namespace uicc::daemon::trace
